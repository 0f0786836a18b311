export interface SettingLine {
  readonly name: string
  /** Markdown, as it stands in the README. */
  readonly meaning: string
  readonly standard: string
  /** Never printed. */
  readonly secret?: true
}

/** Every setting that there is. The README shows this table, which a test holds to it. */
export const SETTINGS: readonly SettingLine[] = [
  { name: 'PORT', meaning: 'the port where the portal listens', standard: '`5173`' },
  {
    name: 'HOST',
    meaning: 'the address where the portal listens; more than this machine only together with `ORIGIN`',
    standard: '`127.0.0.1`',
  },
  {
    name: 'ORIGIN',
    meaning:
      'the addresses that people type, with commas between; needed beyond this machine, no other name is answered',
    standard: '–',
  },
  {
    name: 'TRUST_PROXY',
    meaning: '`1` behind a proxy: visitors are told apart by the last address in its `X-Forwarded-For`',
    standard: '`0`',
  },
  {
    name: 'KETNOI_SECRET',
    meaning: '32 or more random characters that sessions are signed and second factors sealed with',
    standard: 'a file in the data folder',
    secret: true,
  },
  {
    name: 'KETNOI_SECRET_NEXT',
    meaning: 'for `ketnoi secret rotate` alone: what is to follow `KETNOI_SECRET`, where that is set',
    standard: '–',
    secret: true,
  },
  {
    name: 'KETNOI_DATA',
    meaning: 'the folder of the embedded database (PGlite) and of the secret',
    standard: '`.data`',
  },
  {
    name: 'DATABASE_URL',
    meaning:
      'a PostgreSQL (15 or newer) to use instead: `postgres://user:password@host/database`; a user that may make roles lets the database keep the areas of accounts as well',
    standard: '–',
    secret: true,
  },
  {
    name: 'BODY_SIZE_LIMIT',
    meaning:
      'the largest request, in bytes or with `K`, `M` or `G` after the number; a file takes a third more than its size, and a roster has at most 40 MB',
    standard: '`60M`',
  },
  {
    name: 'KETNOI_METRICS_TOKEN',
    meaning:
      '16 or more characters that let a program on another machine read `/metrics` (`Authorization: Bearer …`); without it only this machine may',
    standard: '–',
    secret: true,
  },
  {
    name: 'KETNOI_LOG',
    meaning: 'what is logged: `requests`, one line for each and for each error, `errors` alone, or `off`',
    standard: '`requests`; in a terminal `errors`',
  },
  {
    name: 'KETNOI_LANG',
    meaning: 'what the command, and the start of the portal, print for people: Vietnamese (`vi`) or English (`en`)',
    standard: '`vi`',
  },
  {
    name: 'KETNOI_BACKUP_PASSPHRASE_FILE',
    meaning: 'the file with the passphrase of backups, 16 or more characters in its first line',
    standard: '–',
  },
  {
    name: 'KETNOI_BACKUP_PASSPHRASE',
    meaning: 'the passphrase itself, where a file is not possible',
    standard: '–',
    secret: true,
  },
]
