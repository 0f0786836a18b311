import { api } from '#lib/api.ts'
import { lockDevice } from '#lib/onboarding/device-tabs.ts'

/** Ends the session. A page load of its own follows: nothing that was shown is left for whoever comes next. */
export async function logOut(): Promise<void> {
  lockDevice()
  await api.session.logOut.mutate()
  location.assign('/log-in')
}
