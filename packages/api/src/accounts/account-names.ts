import { listAccounts, type Db } from '@ketnoi/db'

/** What the accounts are called, by id: a page says who did something, not which id. */
export async function loadAccountNames(db: Db): Promise<ReadonlyMap<string, string>> {
  return new Map((await listAccounts(db)).map((account) => [account.id, account.name]))
}
