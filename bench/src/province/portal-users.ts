import { createCaller, transformer } from '@ketnoi/api'
import type { OpenDatabase } from '@ketnoi/db'
import type pg from 'pg'
import { contextOf, PROVINCE_DAY } from './ask.ts'
import type { Action, Journey } from './journeys.ts'
import type { Sample } from './sample.ts'

/** Somebody with a browser: what they are told comes back as the time that it took. */
export interface PortalUser {
  readonly journey: Journey
  readonly sample: Sample
  readonly act: (action: Action) => Promise<void>
}

const PLACE: Readonly<Record<string, number>> = { 'commune-administrator': 1, inspector: 2, officer: 4 }

/** Logs people in for the journeys, as many as each is for out of `count`. What they do goes to one process of the portal after the other. */
export async function logUsersIn(
  portals: readonly [string, ...string[]],
  database: OpenDatabase,
  client: pg.Client,
  samples: readonly Sample[],
  journeys: readonly Journey[],
  count: number,
): Promise<readonly PortalUser[]> {
  const password = await givePassword(database, client)
  const users: PortalUser[] = []
  let turn = 0
  const next = (): string => portals[turn++ % portals.length] ?? portals[0]
  for (const journey of journeys)
    for (let at = 0; at < Math.round((journey.people * count) / 100); at++) {
      const sample = samples[(users.length * 7 + at) % samples.length]
      if (sample === undefined) throw new Error('no samples')
      const handle =
        journey.as === 'administrator' ? 'u-province-1' : `${sample.communeId}-${String(PLACE[journey.as] ?? 0)}`
      const cookie = journey.as === 'nobody' ? '' : await logIn(next(), handle, password)
      users.push({ journey, sample, act: (action) => act(next(), cookie, action) })
    }
  // Who administers needs a second factor, which is no part of this: it counts as set up once they are in.
  await client.query(`update account set two_factor_enabled = true where id like 'account-%'`)
  return users
}

/** One password for every account: that it is the same does not make it faster to check. */
async function givePassword(database: OpenDatabase, client: pg.Client): Promise<string> {
  await client.query(`delete from account where user_name = 'password-for-all'`)
  const api = createCaller(contextOf(database))
  const { firstPassword } = await api.accounts.create({
    name: 'bench',
    userName: 'password-for-all',
    phone: null,
    roles: [{ role: 'inspector', unitId: null, from: PROVINCE_DAY, to: null }],
  })
  await client.query(`
    insert into account (id, name, email, user_name) values ('account-u-province-1', 'Quản trị', 'account-u-province-1@account.invalid', 'u-province-1')
    on conflict do nothing`)
  await client.query(`
    insert into account_role (id, account_id, role, granted_by)
    values ('role account u-province 1', 'account-u-province-1', 'administrator', 'administrator') on conflict do nothing`)
  await client.query(`
    insert into account_credential (id, account_id, external_id, provider_id, password)
    select 'credential ' || account.id, account.id, account.id, given.provider_id, given.password
    from account, account_credential as given join account as owner on owner.id = given.account_id
    where owner.user_name = 'password-for-all' and account.id like 'account-%'
    on conflict (id) do update set password = excluded.password`)
  await client.query(`
    update account set two_factor_enabled = false, first_password_until = null, active_at = now() where id like 'account-%'`)
  return firstPassword
}

async function logIn(portal: string, handle: string, password: string): Promise<string> {
  const response = await fetch(`${portal}/trpc/session.logIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(transformer.serialize({ handle, password })),
  })
  if (!response.ok) throw new Error(`${handle} could not log in: ${await response.text()}`)
  await response.arrayBuffer()
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}

async function act(portal: string, cookie: string, action: Action): Promise<void> {
  const response = await send(portal, cookie, action)
  const body = await response.text()
  if (response.status !== 200)
    throw new Error(
      `${'page' in action ? action.path : action.procedure}: ${String(response.status)} ${body.slice(0, 200)}`,
    )
}

function send(portal: string, cookie: string, action: Action): Promise<Response> {
  if ('page' in action) return fetch(`${portal}${action.path}`, { headers: { cookie }, redirect: 'manual' })
  const { procedure, kind } = action
  const input = JSON.stringify(transformer.serialize(action.input))
  if (kind === 'query')
    return fetch(`${portal}/trpc/${procedure}?input=${encodeURIComponent(input)}`, { headers: { cookie } })
  return fetch(`${portal}/trpc/${procedure}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: input,
  })
}
