import { globSync } from 'node:fs'
import { createCaller, type Actor, type ActorRole, type Context } from '@ketnoi/api'
import { describe, expect, it } from 'vitest'
import { PERMISSIONS, type Action } from '../../../../../packages/api/src/permissions.ts'
import { PAGES } from './pages.ts'

const ROUTES = new URL('../../routes/', import.meta.url)
const ROLES: readonly ActorRole[] = ['administrator', 'commune-administrator', 'officer', 'inspector']

it('every page says what it is for', () => {
  const routes = globSync('**/+page.svelte', { cwd: ROUTES }).map((file) =>
    `/${file}`.replace(/\/\+page\.svelte$/u, ''),
  )
  expect(Object.keys(PAGES).sort()).toEqual(routes.map((route) => (route === '' ? '/' : route)).sort())
})

/** Somebody with the role everywhere, in front of a database that answers nothing: who may not ask is refused before it is asked. */
function localsOf(role: ActorRole): object {
  const everywhere = { kind: 'everywhere' } as const
  const actor: Actor = {
    id: 'x',
    name: 'x',
    grants: [{ role, unitId: null, change: everywhere, see: everywhere, search: everywhere }],
  }
  const given: Partial<Context> = {
    actor,
    visit: null,
    now: () => '2024-02-01T01:00:00.000Z',
    today: () => '2024-02-01',
  }
  const context = given as Context // the rest is what the procedures would need to answer
  return { api: createCaller(context), context, language: 'vi' }
}

/** The status that the page answers with; `null`: it was not refused. */
async function statusOf(page: string, role: ActorRole): Promise<number | null> {
  const { load } = (await import(new URL(`.${page}/+page.server.ts`, ROUTES).href)) as {
    load: (event: object) => unknown
  }
  try {
    const url = new URL(`http://localhost${page}`)
    await load({ locals: localsOf(role), url, params: { id: 'x', group: 'x' }, depends: () => {} })
    return null
  } catch (thrown) {
    return typeof thrown === 'object' && thrown !== null && 'status' in thrown ? Number(thrown.status) : null
  }
}

const forAction = Object.entries(PAGES).flatMap(([page, action]: [string, Action | null]) =>
  action === null
    ? []
    : ROLES.map((role) => ({ page, role, opens: (PERMISSIONS[action].roles as readonly string[]).includes(role) })),
)

describe('a page that is for an action', () => {
  it.each(forAction)('$page opens to $role: $opens', async ({ page, role, opens }) => {
    if (opens) expect(await statusOf(page, role)).not.toBe(403)
    else expect(await statusOf(page, role)).toBe(403)
  })
})
