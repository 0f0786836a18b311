import type { RouterOutputs } from '@ketnoi/api'
import type { Messages } from '#lib/i18n/vi/index.ts'

type ToCome = Extract<RouterOutputs['coverage']['ofUnit'], { readonly kind: 'to-come' }>

/** What a day to come can be counted by, as a row of figures. */
export function figuresToCome(
  { people, households, groups, required }: ToCome['total'],
  { common, coverage, days }: Pick<Messages, 'common' | 'coverage' | 'days'>,
  number: (value: number) => string,
): { readonly label: string; readonly value: string; readonly href?: string }[] {
  const some = (value: number | null): string => (value === null ? common.none : number(value))
  return [
    { label: days.unit.groups, value: number(groups), href: '/groups' },
    { label: days.coverage.required, value: some(required) },
    { label: coverage.householdsShort, value: some(households) },
    { label: coverage.people, value: some(people), href: '/people' },
  ]
}
