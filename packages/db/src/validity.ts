import type { Day, Interval } from '@ketnoi/hierarchy'

/** The open ends of an interval as the database holds them. */
export const OPEN_START = '-infinity'
export const OPEN_END = 'infinity'

export function intervalOf(row: { readonly valid_from: string; readonly valid_to: string }): Interval {
  return {
    from: row.valid_from === OPEN_START ? null : row.valid_from,
    to: row.valid_to === OPEN_END ? null : row.valid_to,
  }
}

export function validFrom(interval: Interval): Day {
  return interval.from ?? OPEN_START
}

export function validTo(interval: Interval): Day {
  return interval.to ?? OPEN_END
}
