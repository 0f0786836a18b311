import type { Caller } from '@ketnoi/api'
import type { Db } from '@ketnoi/db'
import type { Language } from '@ketnoi/hierarchy'
import { chooseDatabase } from './database-target.ts'
import { CommandFailure, refuse } from './failure.ts'

/** Which database a command is about. */
export interface DataArguments {
  readonly data?: string
  /** What is printed for people. */
  readonly lang: Language
}

// Swedish writes a day as YYYY-MM-DD.
const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh', dateStyle: 'short' })

/** What to do about the failures that a command mostly meets. */
const ADVICE: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  vi: {
    'not-found': 'không có gì mang mã này; mã đứng trong địa chỉ của trang, và trong các danh sách được in ra',
    'user-name-taken': 'đã có tài khoản mang tên đăng nhập này: ketnoi user list',
    'input-invalid': 'có giá trị không thể có; --help nói cách viết',
    other: 'không làm được',
  },
  en: {
    'not-found': 'nothing has this id; ids stand in the address of a page, and in what the lists print',
    'user-name-taken': 'an account has this user name already: ketnoi user list',
    'input-invalid': 'a value is not one that can be; --help says how they are written',
    other: 'it could not be done',
  },
}

/** Opens the database as whoever runs the program itself: nobody else can read its files. */
export async function withApi(
  given: DataArguments,
  work: (api: Caller, today: string, db: Db) => Promise<void>,
): Promise<void> {
  // Loaded on demand: plans from files need no database.
  const [{ createCaller, errorCodeOf, LOCAL_ADMINISTRATOR }, { DatabaseError, openDatabase }] = await Promise.all([
    import('@ketnoi/api'),
    import('@ketnoi/db'),
  ])
  const { target } = chooseDatabase(given.data, process.env)
  try {
    const database = await openDatabase(target)
    try {
      const today = DAY.format(new Date())
      const context = {
        db: database.db,
        kind: database.kind,
        actor: LOCAL_ADMINISTRATOR,
        visit: null,
        now: () => new Date().toISOString(),
        today: () => today,
        newId: () => crypto.randomUUID(),
        clientAddress: null,
        exampleFolder: null,
        queue: () => database.startQueue([]),
        connectTo: async () => null,
        trial: null,
        officialAccount: null,
      }
      await work(createCaller(context), today, database.db)
    } finally {
      await database.close()
    }
  } catch (error) {
    if (error instanceof CommandFailure) throw error
    if (error instanceof DatabaseError) throw new CommandFailure(error.sentence)
    const code = errorCodeOf(error)
    if (code === 'unexpected') throw error
    throw refuse(ADVICE, (advice) => `${advice[code] ?? advice['other'] ?? ''} [${code}]`)
  }
}
