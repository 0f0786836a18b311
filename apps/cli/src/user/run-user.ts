import { refuse } from '../failure.ts'
import type { Output } from '../output.ts'
import { withApi, type DataArguments } from '../with-api.ts'
import { USER_TEXTS } from './user-texts.ts'

/** Where the accounts are. */
export type UserArguments = DataArguments

export interface ListUsersArguments extends UserArguments {
  readonly json?: boolean
}

/** Prints every account with its state and its roles. */
export async function listUsers(given: ListUsersArguments, output: Output): Promise<void> {
  const text = USER_TEXTS[given.lang]
  await withApi(given, async (api) => {
    const lines = (await api.accounts.list()).map(({ id, name, userName, state, roles }) =>
      given.json === true
        ? JSON.stringify({ id, userName, name, state, roles })
        : [
            userName ?? '–',
            name,
            text.states[state],
            roles.map(({ role, unitName }) => `${text.roles[role]} (${unitName ?? text.everywhere})`).join(', ') ||
              text.noRole,
          ].join('\t'),
    )
    await output.out(lines.map((line) => `${line}\n`).join(''))
  })
}

/** Makes an administrator of the whole program, and prints the password to hand out. */
export async function addAdministrator(
  given: UserArguments & { readonly name?: string },
  userName: string,
  output: Output,
): Promise<void> {
  await withApi(given, async (api, today) => {
    const { firstPassword } = await api.accounts.create({
      name: given.name ?? userName,
      userName,
      phone: null,
      roles: [{ role: 'administrator', unitId: null, seeUnitId: null, searchUnitId: null, from: today, to: null }],
    })
    await output.out(`${firstPassword}\n`)
  })
}

/** Gives an account a new first password, lets it in again, and takes its second factor off where that is wanted. */
export async function resetUser(
  given: UserArguments & { readonly secondFactor?: boolean },
  userName: string,
  output: Output,
): Promise<void> {
  await withApi(given, async (api) => {
    const account = (await api.accounts.list()).find((one) => one.userName === userName.toLowerCase())
    if (account === undefined) throw refuse(USER_TEXTS, (text) => text.unknown(userName))
    const { id } = account
    if (account.state === 'disabled' || account.state === 'idle') await api.accounts.enable({ id })
    if (given.secondFactor === true) await api.accounts.resetSecondFactor({ id })
    const { firstPassword } = await api.accounts.resetPassword({ id })
    await output.out(`${firstPassword}\n`)
  })
}
