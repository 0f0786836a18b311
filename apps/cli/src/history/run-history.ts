import { parseDay, type Role } from '@ketnoi/hierarchy'
import { refuse } from '../failure.ts'
import type { Output } from '../output.ts'
import { withApi, type DataArguments } from '../with-api.ts'
import { HISTORY_TEXTS } from './history-texts.ts'

function dayOf(text: string): string {
  const day = parseDay(text)
  if (!day.ok) throw refuse(HISTORY_TEXTS, ({ noDay }) => noDay(text))
  return day.value
}

export interface GroupArguments extends DataArguments {
  readonly on: string
  readonly believed?: boolean
  readonly compare?: string
  readonly json?: boolean
}

/** Prints who should have been in a group on a day, who was, and why; and what changed until, or since, another day. */
export async function printGroupHistory(given: GroupArguments, groupId: string, output: Output): Promise<void> {
  const text = HISTORY_TEXTS[given.lang]
  const basis = given.believed === true ? 'believed' : 'known'
  const compare = given.compare === undefined ? {} : { compare: dayOf(given.compare) }
  const on = dayOf(given.on)
  await withApi(given, async (api) => {
    const page = await api.history.ofGroup({ id: groupId, on, basis, ...compare })
    if (given.json === true) return output.out(`${JSON.stringify(page, null, 2)}\n`)
    const names = new Map(page.on.clauses.map(({ id, name }) => [id, name[given.lang]]))
    const reasons = (line: (typeof page.on.lines)[number]): string =>
      line.reasons
        .map((reason) =>
          reason.kind === 'rule'
            ? (names.get(reason.clause) ?? reason.clause)
            : 'text' in reason
              ? reason.text
              : reason.kind,
        )
        .join('; ')
    const lines = [
      text.title(page.on.name, on, basis),
      ...page.on.readings.map(({ readAt, completeness }) => text.list(readAt, completeness)),
      ...page.on.lines.map((line) =>
        [
          line.personId,
          line.name,
          `${text.desired}: ${line.desiredRole === null ? '–' : text.roles[line.desiredRole]}`,
          `${text.actual}: ${line.presence === 'present' && line.actualRole !== null ? text.roles[line.actualRole] : text.presences[line.presence]}`,
          reasons(line),
        ].join('\t'),
      ),
    ]
    const { compared } = page
    const roleOf = (role: Role | null): string => (role === null ? '–' : text.roles[role])
    if (compared !== null)
      for (const [side, moved] of [
        [text.desired, compared.desired],
        [text.actual, compared.actual],
      ] as const)
        for (const { personId, name, from, to } of moved)
          lines.push([text.changed(side), personId, name, `${roleOf(from)} → ${roleOf(to)}`].join('\t'))
    await output.out(lines.map((line) => `${line}\n`).join(''))
  })
}

export interface PersonArguments extends DataArguments {
  readonly from?: string
  readonly to?: string
  readonly json?: boolean
}

/** Prints in which groups somebody should have been, and was, between two days. */
export async function printPersonHistory(given: PersonArguments, personId: string, output: Output): Promise<void> {
  const text = HISTORY_TEXTS[given.lang]
  const span = {
    ...(given.from === undefined ? {} : { from: dayOf(given.from) }),
    ...(given.to === undefined ? {} : { to: dayOf(given.to) }),
  }
  await withApi(given, async (api) => {
    const page = await api.history.ofPerson({ id: personId, ...span })
    if (given.json === true) return output.out(`${JSON.stringify(page, null, 2)}\n`)
    const lines = (
      [
        [text.desired, page.desired],
        [text.actual, page.actual],
        [text.recordedDesired, page.recordedDesired],
        [text.recordedActual, page.recordedActual],
      ] as const
    ).flatMap(([side, stays]) =>
      stays.map(({ groupId, groupName, role, from, to }) =>
        [side, groupId, groupName, text.roles[role], from, to ?? text.untilNow].join('\t'),
      ),
    )
    await output.out([page.name, ...lines].map((line) => `${line}\n`).join(''))
  })
}
