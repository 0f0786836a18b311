import { milliseconds, ratio, type Figure } from '../figure.ts'
import { runProbe } from '../probe.ts'

/** Everything of a database into an encrypted file, read again, and back, against a bare COPY of the same rows. */
export async function measureBackup(size: string): Promise<Figure[]> {
  const probe = await runProbe('backup', [size])
  const { copyMs, backupMs, verifyMs, restoreMs, copyInMs, rows = 0, fileMb = 0 } = probe
  const about = { size, unit: '×' as const, baseline: `COPY out ${milliseconds(copyMs)}` }
  return [
    {
      ...about,
      name: `backup: ${rows.toLocaleString('en')} rows, ${fileMb.toFixed(0)} MB`,
      measured: milliseconds(backupMs),
      value: ratio(backupMs, copyMs),
      // Of a small database it is the start of the program and the stretching of the passphrase that is measured.
      target: size === 'S' ? null : { kind: 'at-most', value: 5 },
    },
    {
      ...about,
      name: 'backup: verify',
      measured: milliseconds(verifyMs),
      value: ratio(verifyMs, copyMs),
      target: null,
    },
    {
      ...about,
      name: 'backup: restore',
      measured: milliseconds(restoreMs),
      baseline: `COPY in without keys and indexes ${milliseconds(copyInMs)}`,
      value: ratio(restoreMs, copyInMs),
      target: null,
    },
  ]
}
