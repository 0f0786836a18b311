import type { Messages } from '../vi/index.ts'

export const seats: Messages['seats'] = {
  title: (unit) => `Bodies and positions – ${unit}`,
  other: 'Other positions',
  empty: 'Nobody',
  earlier: 'Earlier',
  later: 'To come',
  handOverFor: (position, name) => `Hand ${position} of ${name} over`,
  handOverText: 'The one stops and the other begins on the same day; the position is empty on none.',
  passedLately: 'Newly held',
  appointAt: (position) => `Appoint: ${position}`,
}
