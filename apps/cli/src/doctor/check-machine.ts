import { access, constants, readdir, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  findSecret,
  isLoopback,
  listSettingProblems,
  parseListen,
  repositoryRoot,
  StartProblem,
  type Environment,
} from '@ketnoi/settings'
import { mend, ok, skipped, warning, type Check } from './check.ts'

const OLDEST_NODE = 22
const LEAST_FREE = 2_000_000_000
const SCARCE = 500_000_000
const OLDEST_BACKUP_HOURS = 26

export function checkNode(version: string): Check {
  const major = Number(version.replace('v', '').split('.')[0])
  return major >= OLDEST_NODE
    ? ok('node', `Node ${version}`, `Node ${version}`)
    : mend(
        'node',
        `Node ${version} is too old: run the portal with \`npx pnpm@12 start\`, which brings its own, or install Node 24.`,
        `Node ${version} quá cũ: chạy cổng bằng \`npx pnpm@12 start\`, lệnh này mang theo bản của nó, hoặc cài Node 24.`,
      )
}

export function checkSettings(env: Environment): Check[] {
  const problems = listSettingProblems(env, repositoryRoot(process.cwd()))
  return problems.length === 0
    ? [ok('settings', 'Every setting has a value that is right.', 'Mọi cài đặt đều đúng.')]
    : problems.map(({ vi, en }) => mend('settings', en, vi))
}

export async function checkFolder(folder: string): Promise<Check[]> {
  const existing = await firstExisting(folder)
  try {
    await access(existing, constants.W_OK | constants.X_OK)
  } catch {
    return [
      mend(
        'data-folder',
        `${folder} cannot be written: give it to the user that runs the portal (chown), or name another one with KETNOI_DATA.`,
        `Không ghi được vào ${folder}: giao thư mục cho người dùng chạy cổng (chown), hoặc chọn thư mục khác bằng KETNOI_DATA.`,
      ),
    ]
  }
  const { bavail, bsize } = await statfs(existing)
  const free = bavail * bsize
  const text = `${(free / 1e9).toFixed(1)} GB are free at ${existing}.`
  const vi = `Còn trống ${(free / 1e9).toFixed(1)} GB ở ${existing}.`
  return [
    ok('data-folder', `${folder} can be written.`, `Ghi được vào ${folder}.`),
    free < SCARCE
      ? mend(
          'disk',
          `${text} Make room now: a full disk stops every change.`,
          `${vi} Dọn chỗ ngay: đĩa đầy thì không ghi được gì nữa.`,
        )
      : free < LEAST_FREE
        ? warning('disk', `${text} Make room soon.`, `${vi} Sớm dọn chỗ.`)
        : ok('disk', text, vi),
  ]
}

async function firstExisting(path: string): Promise<string> {
  const there = await stat(path).then(
    () => true,
    () => false,
  )
  return there || dirname(path) === path ? path : firstExisting(dirname(path))
}

export async function checkSecret(env: Environment, folder: string): Promise<Check> {
  try {
    const secret = await findSecret(env, folder)
    if (secret === null)
      return warning(
        'secret',
        `There is no secret in ${folder} yet: the first start makes one.`,
        `Chưa có khóa bí mật trong ${folder}: lần chạy đầu tiên sẽ tạo.`,
      )
    if (secret.length < 32 || new Set(secret).size < 12)
      return mend(
        'secret',
        'The secret is easy to guess: set KETNOI_SECRET to the output of `openssl rand -base64 33`. Everybody logs in anew, and second factors are set up anew.',
        'Khóa bí mật dễ đoán: đặt KETNOI_SECRET bằng kết quả của `openssl rand -base64 33`. Mọi người đăng nhập lại và cài lại lớp xác nhận thứ hai.',
      )
    if (env['KETNOI_SECRET']) return ok('secret', 'KETNOI_SECRET is set.', 'Đã đặt KETNOI_SECRET.')
    const { mode } = await stat(join(folder, 'secret'))
    return process.platform !== 'win32' && (mode & 0o077) !== 0
      ? mend(
          'secret',
          `Others on this machine can read the secret: chmod 600 ${join(folder, 'secret')}`,
          `Người khác trên máy này đọc được khóa bí mật: chmod 600 ${join(folder, 'secret')}`,
        )
      : ok(
          'secret',
          `The secret is in ${folder}, for its owner alone.`,
          `Khóa bí mật ở ${folder}, chỉ chủ của nó đọc được.`,
        )
  } catch (error) {
    if (error instanceof StartProblem) return mend('secret', error.sentence.en, error.sentence.vi)
    throw error
  }
}

/** Whether the names, the encryption and the proxy fit together. */
export function checkAddress(env: Environment): Check {
  let settings: ReturnType<typeof parseListen>
  try {
    settings = parseListen(env)
  } catch {
    return skipped('address', 'Mend the settings first.', 'Trước hết hãy sửa cài đặt.')
  }
  const { host, origins, trustProxy } = settings
  if (origins.length === 0)
    return ok('address', 'Only this machine is let in: ORIGIN is not set.', 'Chỉ máy này vào được: chưa đặt ORIGIN.')
  const plain = origins.find(({ protocol, hostname }) => protocol === 'http:' && !isLoopback(hostname))
  if (plain !== undefined)
    return mend(
      'address',
      `ORIGIN=${plain.origin} is not encrypted: passwords would travel in the clear, and phones would not work without signal. Put a proxy before it and set https://…`,
      `ORIGIN=${plain.origin} không mã hóa: mật khẩu đi qua mạng không được che, và điện thoại không dùng được khi mất sóng. Đặt proxy phía trước và ghi https://…`,
    )
  if (!trustProxy)
    return warning(
      'address',
      'ORIGIN is https and TRUST_PROXY is not set: behind a proxy every visitor then looks like one, and the limit on attempts hits all of them. Set TRUST_PROXY=1.',
      'ORIGIN là https mà chưa đặt TRUST_PROXY: sau proxy mọi người trông như một, và giới hạn số lần thử tính chung cho tất cả. Đặt TRUST_PROXY=1.',
    )
  if (!isLoopback(host))
    return warning(
      'address',
      `HOST=${host} can be reached past the proxy: leave HOST unset where the proxy is on this machine, or let only the proxy through the firewall.`,
      `HOST=${host} vào được mà không qua proxy: bỏ HOST nếu proxy ở ngay máy này, hoặc chỉ cho proxy qua tường lửa.`,
    )
  return ok(
    'address',
    `${origins.map(({ origin }) => origin).join(', ')} by way of a proxy.`,
    `${origins.map(({ origin }) => origin).join(', ')} qua proxy.`,
  )
}

/** Whether the newest file of a folder is of last night. */
export async function checkBackups(folder: string | undefined, now: number): Promise<Check> {
  if (folder === undefined)
    return skipped(
      'backups',
      'Name their folder with --backups to see how old the newest is.',
      'Chỉ thư mục sao lưu bằng --backups để biết bản mới nhất từ bao giờ.',
    )
  try {
    const files = (await readdir(folder)).filter((name) => name.endsWith('.ketnoi'))
    const times = await Promise.all(files.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })))
    const newest = times.sort((a, b) => b.at - a.at)[0]
    if (newest === undefined)
      return mend(
        'backups',
        `There is no backup (*.ketnoi) in ${folder}: ketnoi backup ${join(folder, 'first.ketnoi')}`,
        `Không có bản sao lưu (*.ketnoi) nào trong ${folder}: ketnoi backup ${join(folder, 'first.ketnoi')}`,
      )
    const hours = (now - newest.at) / 3_600_000
    const text = `The newest backup, ${newest.name}, is ${hours.toFixed(0)} hours old.`
    const vi = `Bản sao lưu mới nhất, ${newest.name}, từ ${hours.toFixed(0)} giờ trước.`
    return hours > OLDEST_BACKUP_HOURS
      ? mend(
          'backups',
          `${text} See why none was made since (systemctl status ketnoi-backup.timer).`,
          `${vi} Xem vì sao từ đó không có bản nào (systemctl status ketnoi-backup.timer).`,
        )
      : ok('backups', text, vi)
  } catch {
    return mend(
      'backups',
      `The folder of backups ${folder} cannot be read.`,
      `Không đọc được thư mục sao lưu ${folder}.`,
    )
  }
}
