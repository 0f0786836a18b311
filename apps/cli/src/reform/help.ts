/** What `ketnoi reform rehearse --help` says after the options. */
export const REHEARSE_HELP = `
Exit codes:
  0  it can be carried out and nothing is left to decide
  2  decisions are open; those that come "before" have to be made first, the others may wait
  1  error; the reason is on standard error, with the place in the document and what to do

Where decisions are answered: in the document of the decision.
  "households"  where a household, or one person, of a split unit goes; "rest" of the split for all the others
  "seats"       who holds a seat that several units bring
  "groups"      which group goes on where several could

Rosters are read as "ketnoi plan" reads them; see ketnoi plan --help for FILE@unitId, conversions and questions.

Examples:
  # The reform of 2025 in the example of this project: units and groups alone, in English
  ketnoi reform rehearse examples/ia-pa/reform-2025.json --model ia-pa-2024 --units examples/ia-pa/units.json --lang en

  # With everybody, and the groups that exist, as JSON for another program
  ketnoi reform rehearse examples/ia-pa/reform-2025.json --model ia-pa-2024 --units examples/ia-pa/units.json \\
    --roster examples/ia-pa/rosters --actual examples/ia-pa/members --convert tcvn3,mojibake --json > rehearsal.json
`

/** What `ketnoi reform apply --help` says after the options. */
export const APPLY_HELP = `
What is written:
  units.json    every unit, from before and from after: read it on any day
  model.json    the model, with tiers and kinds of groups that end or begin
  rosters/      who lives where and who holds what from the day on, where --roster was given
  record.json   what undoing it takes: keep it
The files that were given are not touched. While a decision that comes first is open, nothing is written.

Exit codes:
  0  written
  1  error, and nothing was written: also where these units hold the reform already

Examples:
  ketnoi reform apply examples/ia-pa/reform-2025.json --model ia-pa-2024 --units examples/ia-pa/units.json --out after

  # Who should be in every group from the day on
  ketnoi plan --model after/model.json --units after/units.json --as-of 2025-07-01
`

/** What `ketnoi reform undo --help` says after the options. */
export const UNDO_HELP = `
Units that the reform changed are as they were, those that it made are gone, and everything else that was changed since stays. A unit
that was changed since stands in the way: it is named, and nothing is written.

Exit codes:
  0  written; what cannot be restored is named
  1  error, and nothing was written

Example:
  ketnoi reform undo after/record.json --units after/units.json --out before
`
