import type { Messages } from '../vi/index.ts'

export const newcomers: Messages['newcomers'] = {
  lead: 'A name and a home are enough. The rest can follow later.',
  unit: 'Village',
  save: 'Record this person',
  sameTitle: 'May be known already',
  sameText: 'Look at these people first. The same phone number alone does not make two people one.',
}
