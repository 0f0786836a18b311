import { resolve } from 'node:path'
import type { Caller } from '@ketnoi/api'
import { CommandFailure } from '../failure.ts'
import type { Output } from '../output.ts'

/** Where the accounts are. */
export interface UserArguments {
  readonly data?: string
}

// Swedish writes a day as YYYY-MM-DD.
const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh', dateStyle: 'short' })

/** Prints every account with its state and its roles. */
export async function listUsers(given: UserArguments, output: Output): Promise<void> {
  await withAccounts(given, async (api) => {
    const lines = (await api.accounts.list()).map(({ name, userName, state, roles }) =>
      [
        userName ?? '–',
        name,
        state,
        roles.map(({ role, unitName }) => `${role} (${unitName ?? 'everywhere'})`).join(', ') || 'no role',
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
  await withAccounts(given, async (api, today) => {
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
  await withAccounts(given, async (api) => {
    const account = (await api.accounts.list()).find((one) => one.userName === userName.toLowerCase())
    if (account === undefined) throw new CommandFailure(`no account has the user name ${userName}: ketnoi user list`)
    const { id } = account
    if (account.state === 'disabled' || account.state === 'idle') await api.accounts.enable({ id })
    if (given.secondFactor === true) await api.accounts.resetSecondFactor({ id })
    const { firstPassword } = await api.accounts.resetPassword({ id })
    await output.out(`${firstPassword}\n`)
  })
}

/** Opens the database as whoever runs the program itself: nobody else can read its files. */
async function withAccounts(given: UserArguments, work: (api: Caller, today: string) => Promise<void>): Promise<void> {
  // Loaded on demand: plans from files need no database.
  const [{ createCaller, errorCodeOf, LOCAL_ADMINISTRATOR }, { DatabaseError, openDatabase }] = await Promise.all([
    import('@ketnoi/api'),
    import('@ketnoi/db'),
  ])
  const url = given.data === undefined ? process.env['DATABASE_URL'] : undefined
  try {
    const database = await openDatabase(
      url ? { url } : { dataDir: resolve(given.data ?? (process.env['KETNOI_DATA'] || '.data')) },
    )
    try {
      const today = DAY.format(new Date())
      const context = {
        db: database.db,
        kind: database.kind,
        actor: LOCAL_ADMINISTRATOR,
        visit: null,
        now: () => new Date().toISOString(),
        today: () => today,
        newId: () => crypto.randomUUID(),
        clientAddress: null,
        exampleFolder: null,
        queue: () => database.startQueue([]),
        connectTo: async () => null,
        trial: null,
        officialAccount: null,
      }
      await work(createCaller(context), today)
    } finally {
      await database.close()
    }
  } catch (error) {
    if (error instanceof CommandFailure) throw error
    if (error instanceof DatabaseError) throw new CommandFailure(error.message)
    const code = errorCodeOf(error)
    if (code === 'unexpected') throw error
    throw new CommandFailure(`it could not be done: ${code}`)
  }
}
