import type { Actor } from './authorise.ts'
import type { Action } from './permissions.ts'
import { countAgainst } from './rate-limit.ts'

const HOUR_MS = 3_600_000

/**
 * How often one account may do in an hour what opens the data of people: more than a day of hard work at doors needs, and too little to
 * copy a commune unseen.
 */
const HOURLY: Readonly<Partial<Record<Action, number>>> = {
  'people.revealPhone': 120,
  'registrations.revealPhone': 120,
  'groups.revealPhones': 40,
  'people.searchOutside': 60,
  'selections.export': 40,
}

/** Counts one more, and refuses it with `too-many-requests` above the limit. */
export function countHourly(actor: Actor, action: Action, now: string): void {
  const most = HOURLY[action]
  if (most !== undefined) countAgainst(`${action} ${actor.id}`, { most, windowMs: HOUR_MS }, Date.parse(now))
}
