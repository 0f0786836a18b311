import { findSecretReplacement, withinArea, type Db } from '@ketnoi/db'
import {
  findNextSecret,
  finishNextSecret,
  loadSecret,
  parseSecret,
  StartProblem,
  watchSecrets,
  type Environment,
} from '@ketnoi/settings'
import { deriveSealKey } from '@ketnoi/zalo'

/**
 * The secrets of this installation, the one that holds first. A replacement (`ketnoi secret rotate`) that was killed after the
 * database had the new one is finished; a secret that was replaced is refused, since it opens nothing any more.
 */
export async function openSecrets(env: Environment, folder: string, db: Db): Promise<() => readonly string[]> {
  const secret = await loadSecret(env, folder)
  const replacedBy = await withinArea('everything', () => findSecretReplacement(db, deriveSealKey(secret).id))
  if (replacedBy === null) return watchSecrets(env, folder, secret)
  const next = parseSecret(env) === null ? await findNextSecret(folder) : null
  if (next === null || deriveSealKey(next).id !== replacedBy)
    throw new StartProblem({
      vi:
        'Khóa bí mật của bản cài đặt này đã được thay (ketnoi secret rotate), và đây là khóa cũ: ' +
        'hãy đặt KETNOI_SECRET là khóa mới, hoặc chép tệp "secret" mới vào thư mục dữ liệu.',
      en:
        'The secret of this installation was replaced (ketnoi secret rotate), and this is the one of before: ' +
        'set KETNOI_SECRET to the new one, or put the new file "secret" into the data folder.',
    })
  await finishNextSecret(folder)
  return watchSecrets(env, folder, next)
}
