import type { OpenDatabase } from '@ketnoi/db'
import type { DatabaseChoice } from '../database-target.ts'
import { mend, ok, skipped, warning, type Check } from './check.ts'

const MOST_SECONDS_APART = 60

/** Looks into the database, without changing its schema. */
export async function checkDatabase({ target }: DatabaseChoice, now: () => number): Promise<Check[]> {
  const { DatabaseError, DataFolderInUse, hasDatabase, openDatabase } = await import('@ketnoi/db')
  if ('dataDir' in target && !hasDatabase(target.dataDir))
    return [
      warning(
        'database',
        `There is no database in ${target.dataDir} yet: the first start makes one.`,
        `Chưa có cơ sở dữ liệu trong ${target.dataDir}: lần chạy đầu tiên sẽ tạo.`,
      ),
    ]
  let opened: OpenDatabase
  try {
    opened = await openDatabase(target, { migrate: false })
  } catch (error) {
    if (error instanceof DataFolderInUse)
      return [
        skipped(
          'database',
          'The portal has the embedded database open: ask it (/readyz, /metrics), or stop it and run this again.',
          'Cổng đang mở cơ sở dữ liệu nhúng: hỏi cổng (/readyz, /metrics), hoặc dừng cổng rồi chạy lại lệnh này.',
        ),
      ]
    if (error instanceof DatabaseError) return [mend('database', error.sentence.en, error.sentence.vi)]
    throw error
  }
  try {
    return await lookInto(opened, now)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return [
      mend(
        'database',
        `The database could not be asked: ${error.message}`,
        `Không hỏi được cơ sở dữ liệu: ${error.message}`,
      ),
    ]
  } finally {
    await opened.close()
  }
}

async function lookInto(opened: OpenDatabase, now: () => number): Promise<Check[]> {
  const { findInstallation, getWorkHealth, isMigrated, verifyAudit } = await import('@ketnoi/db')
  const { db, kind, version, walled } = opened
  const { migrated, extension, clock, unknownMigrations } = await findInstallation(db)
  const checks = [
    ok(
      'database',
      `${kind === 'postgres' ? 'PostgreSQL' : 'The embedded database'} ${version} answers.`,
      `${kind === 'postgres' ? 'PostgreSQL' : 'Cơ sở dữ liệu nhúng'} ${version} trả lời.`,
    ),
  ]
  const apart = Math.abs(Date.parse(clock) - now()) / 1_000
  checks.push(
    apart > MOST_SECONDS_APART
      ? mend(
          'clock',
          `The clocks of this machine and of the database are ${apart.toFixed(0)} s apart: set both by NTP (timedatectl set-ntp true).`,
          `Đồng hồ của máy này và của cơ sở dữ liệu lệch nhau ${apart.toFixed(0)} giây: chỉnh cả hai bằng NTP (timedatectl set-ntp true).`,
        )
      : ok('clock', 'This machine and the database have the same time.', 'Máy này và cơ sở dữ liệu cùng giờ.'),
  )
  if (!migrated)
    return [
      ...checks,
      warning(
        'schema',
        'The database is empty: the first start makes its tables.',
        'Cơ sở dữ liệu trống: lần chạy đầu tiên sẽ tạo các bảng.',
      ),
    ]
  if (unknownMigrations.length > 0)
    return [
      ...checks,
      mend(
        'schema',
        `The database is of a newer program (${unknownMigrations.join(', ')}): update this one.`,
        `Cơ sở dữ liệu thuộc bản mới hơn (${unknownMigrations.join(', ')}): hãy cập nhật chương trình này.`,
      ),
    ]
  if (!(await isMigrated(db)))
    return [
      ...checks,
      warning(
        'schema',
        'The database is of an older program: make a backup; the next start brings it up to date.',
        'Cơ sở dữ liệu thuộc bản cũ hơn: hãy sao lưu; lần chạy tới sẽ nâng cấp.',
      ),
    ]
  checks.push(ok('schema', 'The schema is the one of this program.', 'Lược đồ đúng với chương trình này.'))
  checks.push(
    extension
      ? ok('extension', 'pg_trgm is there.', 'Có pg_trgm.')
      : mend(
          'extension',
          'pg_trgm is missing, which finds names: as its owner, `create extension pg_trgm` in the database.',
          'Thiếu pg_trgm, dùng để tìm tên: với quyền chủ, chạy `create extension pg_trgm` trong cơ sở dữ liệu.',
        ),
  )
  checks.push(
    kind === 'pglite'
      ? skipped(
          'wall',
          'The embedded database leaves the areas of accounts to the program.',
          'Cơ sở dữ liệu nhúng để chương trình giữ phạm vi của tài khoản.',
        )
      : walled
        ? ok(
            'wall',
            'The database keeps the areas of accounts as well.',
            'Cơ sở dữ liệu cũng giữ phạm vi của tài khoản.',
          )
        : warning(
            'wall',
            'The database does not keep the areas of accounts by itself: make the role as in deploy/postgres.sql.',
            'Cơ sở dữ liệu chưa tự giữ phạm vi của tài khoản: tạo vai trò như trong deploy/postgres.sql.',
          ),
  )
  const { stuck, queue } = await getWorkHealth(db)
  checks.push(
    stuck > 0
      ? mend(
          'jobs',
          `${String(stuck)} jobs are open without a sign of life: start the portal again, which takes them up.`,
          `${String(stuck)} công việc đang mở mà không có dấu hiệu chạy: khởi động lại cổng để làm tiếp.`,
        )
      : (queue?.oldestSeconds ?? 0) > 900
        ? mend(
            'jobs',
            `Work has been due for ${String(Math.round((queue?.oldestSeconds ?? 0) / 60))} minutes: is the portal running? See /readyz.`,
            `Có việc đã quá hạn ${String(Math.round((queue?.oldestSeconds ?? 0) / 60))} phút: cổng có đang chạy không? Xem /readyz.`,
          )
        : ok('jobs', 'No work stays behind.', 'Không có việc nào tồn đọng.'),
  )
  const { findHeldDay } = await import('@ketnoi/api')
  const held = await findHeldDay(db)
  checks.push(
    held === null
      ? ok('day', 'Everything that a day begins with has been done.', 'Mọi việc đầu ngày đã làm xong.')
      : mend(
          'day',
          `Of what begins with ${held.asOf}, ${held.steps.join(', ')} could not be done (${held.codes.join(', ')}): it is tried again every ten seconds; keep a backup and report the code.`,
          `Trong các việc đầu ngày ${held.asOf}, chưa làm được ${held.steps.join(', ')} (${held.codes.join(', ')}): mười giây thử lại một lần; giữ một bản sao lưu và báo mã lỗi.`,
        ),
  )
  const { breaks, seals } = await verifyAudit(db)
  checks.push(
    breaks.length > 0
      ? mend(
          'audit-seal',
          'The audit log was changed from outside: ketnoi audit verify names the places; keep the database and its backups as they are and find out who had access.',
          'Nhật ký đã bị sửa từ bên ngoài: ketnoi audit verify chỉ ra chỗ nào; giữ nguyên cơ sở dữ liệu và các bản sao lưu, và tìm xem ai đã truy cập.',
        )
      : ok(
          'audit-seal',
          `The audit log is whole (${String(seals)} seals).`,
          `Nhật ký nguyên vẹn (${String(seals)} dấu niêm).`,
        ),
  )
  return checks
}
