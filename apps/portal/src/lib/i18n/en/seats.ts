import type { Messages } from '../vi/index.ts'

export const seats: Messages['seats'] = {
  title: (unit) => `Bodies and positions – ${unit}`,
  other: 'Other positions',
  empty: 'Nobody',
  earlier: 'Earlier',
  later: 'To come',
  handOverFor: (position, name) => `Hand ${position} of ${name} over`,
  endText:
    'To correct what was recorded by mistake: the position will be empty. Where somebody leaves it, hand it over.',
  passedLately: 'Newly held',
  appointAt: (position) => `Appoint: ${position}`,
}
