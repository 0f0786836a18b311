import type { Language } from '@ketnoi/hierarchy'
import type { RunPage } from './run-progress.ts'

interface RunTexts {
  readonly summary: string
  readonly list: { readonly description: string; readonly json: string }
  readonly watch: {
    readonly description: string
    readonly every: string
    readonly once: string
    readonly json: string
    readonly wrongEvery: (given: string) => string
  }
  readonly states: Readonly<Record<RunPage['state'], string>>
  readonly changes: Readonly<Record<keyof RunPage['counts']['changes'], string>>
  readonly expired: string
  readonly changeCount: (settled: number, all: number) => string
  readonly withPeople: (count: number) => string
  readonly groups: (first: string, more: number) => string
  readonly perMinute: (count: number) => string
  readonly groupsWithPeople: (count: number) => string
  readonly left: (minutes: number) => string
}

/** How far approved plans are, in the words of the screen. */
export const RUN_TEXTS: Readonly<Record<Language, RunTexts>> = {
  vi: {
    summary: 'các kế hoạch đã duyệt, và đã thực hiện đến đâu',
    list: {
      description: 'In mã, tình trạng, tiến độ và người duyệt của các lần thực hiện mới nhất.',
      json: 'in mỗi lần thực hiện một dòng JSON',
    },
    watch: {
      description:
        'Theo dõi một lần thực hiện cho đến khi xong, hoặc chỉ còn việc của người. Mã kết thúc 0: mọi thứ đã kiểm chứng; 2: còn việc. ' +
        'Với cơ sở dữ liệu nhúng phải dừng cổng, và khi đó không có gì được thực hiện.',
      every: 'bao lâu xem một lần',
      once: 'chỉ xem một lần',
      json: 'in một dòng JSON cho mỗi thay đổi vừa sang tình trạng khác',
      wrongEvery: (given) => `--every ${given}: hãy ghi số giây, từ 1 đến 3600`,
    },
    states: {
      approved: 'đã duyệt, chưa bắt đầu',
      running: 'đang thực hiện',
      paused: 'tạm dừng',
      moved: 'không bắt đầu: dữ liệu đã đổi',
      done: 'xong',
      cancelled: 'đã có người kết thúc',
    },
    changes: {
      waiting: 'đang chờ',
      started: 'đang làm',
      accepted: 'đã làm, chưa kiểm chứng',
      'with-people': 'chờ người làm',
      stopped: 'chờ duyệt lại',
      pending: 'đã mời',
      proved: 'đã kiểm chứng',
      'without-effect': 'báo đã làm nhưng không thấy',
      failed: 'không làm được',
      held: 'tạm giữ',
      cancelled: 'không làm',
    },
    expired: 'hết hạn duyệt',
    changeCount: (settled, all) => `${String(settled)}/${String(all)} thay đổi`,
    withPeople: (count) => `${String(count)} chờ người làm`,
    groups: (first, more) => `${first} và ${String(more)} nhóm nữa`,
    perMinute: (count) => `${String(count)} mỗi phút`,
    groupsWithPeople: (count) => `${String(count)} nhóm chờ người làm`,
    left: (minutes) => (minutes < 1 ? 'còn chưa đến một phút' : `còn khoảng ${String(minutes)} phút`),
  },
  en: {
    summary: 'approved plans, and how far they are carried out',
    list: {
      description: 'Prints id, state, progress and approval of the newest runs.',
      json: 'print one run per line as JSON',
    },
    watch: {
      description:
        'Shows how a run gets on until it is over, or until only people have something to do. Exit code 0: everything is proved; 2: ' +
        'something is left. With the embedded database the portal must be stopped, and then nothing moves.',
      every: 'how often to look',
      once: 'look once only',
      json: 'print one line of JSON for each change that is in another state',
      wrongEvery: (given) => `--every ${given}: give seconds, 1 to 3600`,
    },
    states: {
      approved: 'approved, not begun',
      running: 'under way',
      paused: 'paused',
      moved: 'not begun: the world moved',
      done: 'done',
      cancelled: 'ended by somebody',
    },
    changes: {
      waiting: 'waiting',
      started: 'under way',
      accepted: 'done, not proved',
      'with-people': 'waiting for people',
      stopped: 'waiting for a new approval',
      pending: 'invited',
      proved: 'proved',
      'without-effect': 'said done, without effect',
      failed: 'failed',
      held: 'held',
      cancelled: 'not done',
    },
    expired: 'approval expired',
    changeCount: (settled, all) => `${String(settled)}/${String(all)} changes`,
    withPeople: (count) => `${String(count)} waiting for people`,
    groups: (first, more) => `${first} and ${String(more)} more`,
    perMinute: (count) => `${String(count)} a minute`,
    groupsWithPeople: (count) => `${String(count)} groups with people`,
    left: (minutes) => (minutes < 1 ? 'less than a minute left' : `about ${String(minutes)} min left`),
  },
}
