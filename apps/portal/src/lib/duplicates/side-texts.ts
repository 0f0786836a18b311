import type { RouterOutputs } from '@ketnoi/api'
import { textOf, type I18n } from '#lib/i18n/i18n.ts'

type Side = RouterOutputs['duplicates']['list']['rows'][number]['one']

export type FieldName =
  'name' | 'birth' | 'adult' | 'home' | 'seats' | 'phones' | 'reachability' | 'proxy' | 'accounts' | 'consents'

/** What a record says in one field, a line for each fact. */
export interface FieldTexts {
  readonly field: FieldName
  readonly lines: readonly { readonly text: string; readonly note: string; readonly holds: boolean }[]
}

/** Everything that a record says, in the order in which two are compared. */
export function sideTexts({ t, text, day }: I18n, side: Side): FieldTexts[] {
  const value = (said: string | null) => (said === null || said === '' ? [] : [{ text: said, note: '', holds: true }])
  const fact = (said: string, { holds }: { readonly holds: boolean }, notes: readonly (string | null)[] = []) => ({
    text: said,
    note: [...notes, holds ? null : t.duplicates.ended].filter((note) => note !== null).join(' · '),
    holds,
  })
  return [
    { field: 'name', lines: value(side.name) },
    { field: 'birth', lines: value(side.birth === null ? null : day(side.birth)) },
    { field: 'adult', lines: value(side.adult === null ? null : textOf(t.records.adults, String(side.adult))) },
    {
      field: 'home',
      lines: side.homes.map((home) =>
        fact([home.unitName, home.parentName].filter((name) => name !== null).join(', '), home, [
          home.householdLabel === null
            ? home.inHousehold
              ? t.duplicates.inHousehold
              : t.duplicates.noHousehold
            : t.duplicates.household(home.householdLabel),
          home.represents ? t.people.represents : null,
        ]),
      ),
    },
    {
      field: 'seats',
      lines: side.seats.map((seat) => fact(t.people.at(text(seat.positionName), seat.unitName), seat)),
    },
    {
      field: 'phones',
      lines: side.phones.map((phone) => fact(phone.masked, phone, [phone.shared ? t.duplicates.shared : null])),
    },
    {
      field: 'reachability',
      lines: value(side.reachability === 'unknown' ? null : t.common.reachability[side.reachability]),
    },
    { field: 'proxy', lines: value(side.proxyName) },
    { field: 'accounts', lines: side.accounts.map((one) => fact(`${one.displayName ?? '–'} (${one.service})`, one)) },
    { field: 'consents', lines: side.consents.map((consent) => fact(text(consent.purposeName), consent)) },
  ]
}
