import type { OpenDatabase } from '@ketnoi/db'
import type { DatabaseChoice } from '../database-target.ts'
import { mend, ok, skipped, warning, type Check } from './check.ts'

const MOST_SECONDS_APART = 60

/** Looks into the database, without changing its schema. */
export async function checkDatabase({ target }: DatabaseChoice, now: () => number): Promise<Check[]> {
  const { DatabaseError, DataFolderInUse, hasDatabase, openDatabase } = await import('@ketnoi/db')
  if ('dataDir' in target && !hasDatabase(target.dataDir))
    return [warning('database', `There is no database in ${target.dataDir} yet: the first start makes one.`)]
  let opened: OpenDatabase
  try {
    opened = await openDatabase(target, { migrate: false })
  } catch (error) {
    if (error instanceof DataFolderInUse)
      return [
        skipped(
          'database',
          'The portal has the embedded database open: ask it (/readyz, /metrics), or stop it and run this again.',
        ),
      ]
    if (error instanceof DatabaseError) return [mend('database', error.message)]
    throw error
  }
  try {
    return await lookInto(opened, now)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return [mend('database', `The database could not be asked: ${error.message}`)]
  } finally {
    await opened.close()
  }
}

async function lookInto(opened: OpenDatabase, now: () => number): Promise<Check[]> {
  const { findInstallation, getWorkHealth, isMigrated, verifyAudit } = await import('@ketnoi/db')
  const { db, kind, version, walled } = opened
  const { migrated, extension, clock, unknownMigrations } = await findInstallation(db)
  const checks = [ok('database', `${kind === 'postgres' ? 'PostgreSQL' : 'The embedded database'} ${version} answers.`)]
  const apart = Math.abs(Date.parse(clock) - now()) / 1_000
  checks.push(
    apart > MOST_SECONDS_APART
      ? mend(
          'clock',
          `The clocks of this machine and of the database are ${apart.toFixed(0)} s apart: set both by NTP (timedatectl set-ntp true).`,
        )
      : ok('clock', 'This machine and the database have the same time.'),
  )
  if (!migrated) return [...checks, warning('schema', 'The database is empty: the first start makes its tables.')]
  if (unknownMigrations.length > 0)
    return [
      ...checks,
      mend('schema', `The database is of a newer program (${unknownMigrations.join(', ')}): update this one.`),
    ]
  if (!(await isMigrated(db)))
    return [
      ...checks,
      warning('schema', 'The database is of an older program: make a backup; the next start brings it up to date.'),
    ]
  checks.push(ok('schema', 'The schema is the one of this program.'))
  checks.push(
    extension
      ? ok('extension', 'pg_trgm is there.')
      : mend(
          'extension',
          'pg_trgm is missing, which finds names: as its owner, `create extension pg_trgm` in the database.',
        ),
  )
  checks.push(
    kind === 'pglite'
      ? skipped('wall', 'The embedded database leaves the areas of accounts to the program.')
      : walled
        ? ok('wall', 'The database keeps the areas of accounts as well.')
        : warning(
            'wall',
            'The database does not keep the areas of accounts by itself: make the role as in deploy/postgres.sql.',
          ),
  )
  const { stuck, queue } = await getWorkHealth(db)
  checks.push(
    stuck > 0
      ? mend(
          'jobs',
          `${String(stuck)} jobs are open without a sign of life: start the portal again, which takes them up.`,
        )
      : (queue?.oldestSeconds ?? 0) > 900
        ? mend(
            'jobs',
            `Work has been due for ${String(Math.round((queue?.oldestSeconds ?? 0) / 60))} minutes: is the portal running? See /readyz.`,
          )
        : ok('jobs', 'No work stays behind.'),
  )
  const { findHeldDay } = await import('@ketnoi/api')
  const held = await findHeldDay(db)
  checks.push(
    held === null
      ? ok('day', 'Everything that a day begins with has been done.')
      : mend(
          'day',
          `Of what begins with ${held.asOf}, ${held.steps.join(', ')} could not be done (${held.codes.join(', ')}): it is tried again every ten seconds; keep a backup and report the code.`,
        ),
  )
  const { breaks, seals } = await verifyAudit(db)
  checks.push(
    breaks.length > 0
      ? mend(
          'audit-seal',
          'The audit log was changed from outside: ketnoi audit verify names the places; keep the database and its backups as they are and find out who had access.',
        )
      : ok('audit-seal', `The audit log is whole (${String(seals)} seals).`),
  )
  return checks
}
