import type { Language } from '#lib/i18n/language.ts'
import { maskTyped, type Household, type Resident, type Village } from './village.ts'

export const REACHES = ['reachable', 'shared-phone', 'no-smartphone', 'refused'] as const

/** What the officer filled in about one person. */
export interface PersonEntry {
  readonly name: string
  readonly phone: string
  /** Somebody of the roster whom the officer recognised. */
  readonly known: Resident | null
  /** Whom the officer was shown and who is somebody else. */
  readonly distinctFrom: readonly string[]
  readonly household: Household | null
  /** What a new household is called; `null`: none was named. */
  readonly newHousehold: string | null
  readonly represents: boolean
  readonly adult: boolean
  readonly reachability: (typeof REACHES)[number]
  readonly proxy: Resident | null
  readonly purposeIds: readonly string[]
  /** The day that stands on the form on which they agreed; `null`: they said it here. */
  readonly paperDay: string | null
}

export interface EntryIds {
  /** Of the record, and of the person where they are new. */
  readonly id: string
  /** Of the household where it is new. */
  readonly householdId: string
}

interface HouseholdOfRecord {
  readonly id: string
  /** Only a new one is given a name. */
  readonly label: string | null
}

/** The record of an entry as it is sent, and the person as the roster on this device has them from now on. */
export function recordOf(
  village: Village,
  entry: PersonEntry,
  { id, householdId }: EntryIds,
  recordedAt: string,
  language: Language,
) {
  const household = householdOf(entry, householdId)
  const masked = maskTyped(entry.phone)
  const { known } = entry
  return {
    payload: {
      kind: 'person',
      unitId: village.unitId,
      recordedAt,
      name: entry.name,
      phone: entry.phone,
      household,
      representsHousehold: entry.represents,
      adult: entry.adult,
      reachability: entry.reachability,
      proxyId: entry.proxy?.id ?? null,
      consents: village.notices.flatMap(({ purposeId, texts }) => {
        const noticeId = texts[language].id
        if (entry.reachability === 'refused') return [{ purposeId, kind: 'refused', noticeId }]
        return entry.purposeIds.includes(purposeId) ? [{ purposeId, kind: 'given', noticeId }] : []
      }),
      ...(entry.paperDay === null ? {} : { paperDay: entry.paperDay }),
      personId: known?.id ?? null,
      distinctFrom: entry.distinctFrom,
    },
    resident: {
      id: known?.id ?? id,
      name: known?.name ?? entry.name,
      householdId: household?.id ?? known?.householdId ?? null,
      representsHousehold: entry.represents,
      maskedPhones: [...new Set([...(known?.maskedPhones ?? []), ...(masked === null ? [] : [masked])])],
    },
    householdLabel: household?.label ?? null,
  }
}

function householdOf(entry: PersonEntry, newId: string): HouseholdOfRecord | null {
  if (entry.household !== null) return { id: entry.household.id, label: null }
  // Somebody known stays in the household that they have, also where the roster does not say which.
  if (entry.known !== null && entry.newHousehold === null) return null
  return { id: newId, label: entry.newHousehold ?? entry.name }
}
