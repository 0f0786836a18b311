import type { Messages } from '../vi/index.ts'

export const retention: Messages['retention'] = {
  title: 'How long data is kept',
  lead: 'Whoever left, holds no position, agrees to nothing any more and is in no group is deleted for good when the time is over.',
  off: 'Switched off: nobody is deleted',
  offText:
    'No law gives a number: data is kept only as long as its purpose needs. Look first, write down the basis, then switch it on.',
  isOn: 'Switched on: whoever left is deleted when the time is over',
  months: 'Months after they left, by purpose',
  purposes: { residence: 'Lived here', office: 'Held a position' },
  monthsHint: (fewest, most) =>
    `Everybody is kept by the longest purpose that still holds for them; what they withdrew consent for counts no more. From ${fewest} to ${most}. By default 24: whoever was recorded as gone by mistake still passes two yearly reviews.`,
  look: 'Look first',
  basis: 'Basis',
  basisHint: 'E.g. a regulation or a decision. Stands in each deletion record.',
  switchOn: 'Switch on',
  save: 'Save',
  switchOff: 'Switch off',
  savedOn: 'Switched on. Deletion begins with the next day.',
  savedOff: 'Switched off. Nobody is deleted any more.',
  preview: 'If it is on with this time',
  now: 'Deleted when the next day begins',
  coming: 'In the next 12 months',
  comingNone: 'Nobody in the next 12 months.',
  people: (count) => `${count} people`,
  what: 'What is deleted for good',
  whatText:
    'Names, phones, accounts, homes, earlier versions, records from the village, registrations, names in member lists, and what others wrote about them in exceptions, plans and handovers. Imported files and replaced lists from before are emptied too. History still counts everybody, without saying who. The ledger of consents and the sealed log stay: they name nobody, but reasons that people typed remain in the log.',
  backups: 'Older backups keep the data until they are replaced: delete them by your schedule.',
  records: 'Deletion records',
  recordsNone: 'Nobody has been deleted.',
  record: (people, unit, months) => `${people} people, ${unit}, after ${months} months`,
  noUnit: 'no known home',
}
