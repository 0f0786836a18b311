import { CommandFailure } from '../failure.ts'
import type { Output } from '../output.ts'
import { withApi, type DataArguments } from '../with-api.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/u

function dayOf(text: string): string {
  if (!DAY.test(text) || Number.isNaN(Date.parse(text)))
    throw new CommandFailure(`${text} is no day: write it as YYYY-MM-DD`)
  return text
}

export interface GroupArguments extends DataArguments {
  readonly on: string
  readonly believed?: boolean
  readonly compare?: string
  readonly json?: boolean
}

/** Prints who should have been in a group on a day, who was, and why; and what changed until, or since, another day. */
export async function printGroupHistory(given: GroupArguments, groupId: string, output: Output): Promise<void> {
  const basis = given.believed === true ? 'believed' : 'known'
  const compare = given.compare === undefined ? {} : { compare: dayOf(given.compare) }
  const on = dayOf(given.on)
  await withApi(given, async (api) => {
    const page = await api.history.ofGroup({ id: groupId, on, basis, ...compare })
    if (given.json === true) return output.out(`${JSON.stringify(page, null, 2)}\n`)
    const names = new Map(page.on.clauses.map(({ id, name }) => [id, name.en]))
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
      `${page.on.name} on ${on}, by what ${basis === 'known' ? 'is known today' : 'was recorded then'}`,
      ...page.on.readings.map(({ readAt, completeness }) => `list read at ${readAt} (${completeness})`),
      ...page.on.lines.map((line) =>
        [
          line.personId,
          line.name,
          `should be: ${line.desiredRole ?? '–'}`,
          `was: ${line.presence === 'present' ? (line.actualRole ?? '–') : line.presence}`,
          reasons(line),
        ].join('\t'),
      ),
    ]
    const { compared } = page
    if (compared !== null)
      for (const [side, moved] of [
        ['should be', compared.desired],
        ['was', compared.actual],
      ] as const)
        for (const { personId, name, from, to } of moved)
          lines.push([`changed, ${side}`, personId, name, `${from ?? '–'} → ${to ?? '–'}`].join('\t'))
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
  const span = {
    ...(given.from === undefined ? {} : { from: dayOf(given.from) }),
    ...(given.to === undefined ? {} : { to: dayOf(given.to) }),
  }
  await withApi(given, async (api) => {
    const page = await api.history.ofPerson({ id: personId, ...span })
    if (given.json === true) return output.out(`${JSON.stringify(page, null, 2)}\n`)
    const lines = (
      [
        ['should be', page.desired],
        ['was', page.actual],
        ['recorded, should be', page.recordedDesired],
        ['recorded, was', page.recordedActual],
      ] as const
    ).flatMap(([side, stays]) =>
      stays.map(({ groupId, groupName, role, from, to }) =>
        [side, groupId, groupName, role, from, to ?? 'until now'].join('\t'),
      ),
    )
    await output.out([page.name, ...lines].map((line) => `${line}\n`).join(''))
  })
}
