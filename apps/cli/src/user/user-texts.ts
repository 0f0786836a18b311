import type { Caller } from '@ketnoi/api'
import type { Language } from '@ketnoi/hierarchy'

type Account = Awaited<ReturnType<Caller['accounts']['list']>>[number]

interface UserTexts {
  readonly summary: string
  readonly list: { readonly description: string; readonly json: string }
  readonly addAdministrator: { readonly description: string; readonly name: string }
  readonly resetPassword: { readonly description: string; readonly secondFactor: string }
  readonly states: Readonly<Record<Account['state'], string>>
  readonly roles: Readonly<Record<Account['roles'][number]['role'], string>>
  readonly everywhere: string
  readonly noRole: string
  readonly unknown: (userName: string) => string
}

/** What the commands about accounts say, in the words of the screen. */
export const USER_TEXTS: Readonly<Record<Language, UserTexts>> = {
  vi: {
    summary: 'tài khoản của cổng, cho người vận hành không vào được nữa',
    list: {
      description: 'In tên đăng nhập, họ tên, tình trạng và vai trò của mọi tài khoản.',
      json: 'in mỗi tài khoản một dòng JSON',
    },
    addAdministrator: {
      description: 'Lập một quản trị viên toàn hệ thống và in mật khẩu tạm cho lần đăng nhập đầu.',
      name: 'họ và tên đầy đủ',
    },
    resetPassword: {
      description: 'In mật khẩu tạm mới cho lần đăng nhập tới; mọi phiên của tài khoản kết thúc.',
      secondFactor: 'gỡ cả xác thực hai bước',
    },
    states: {
      'first-password': 'chưa đăng nhập lần đầu',
      active: 'đang dùng',
      idle: 'bỏ không quá 45 ngày',
      disabled: 'đã vô hiệu',
    },
    roles: {
      administrator: 'quản trị viên',
      'commune-administrator': 'quản trị viên xã',
      officer: 'cán bộ',
      inspector: 'thanh tra',
    },
    everywhere: 'toàn hệ thống',
    noRole: 'không có vai trò',
    unknown: (userName) => `không có tài khoản nào mang tên đăng nhập ${userName}: ketnoi user list`,
  },
  en: {
    summary: 'accounts of the portal, for operators who are locked out',
    list: {
      description: 'Prints user name, name, state and roles of every account.',
      json: 'print one account per line as JSON',
    },
    addAdministrator: {
      description: 'Makes an administrator of everything and prints a password for the first log-in.',
      name: 'the full name',
    },
    resetPassword: {
      description: 'Prints a new password for the next log-in; every session of the account ends.',
      secondFactor: 'take the second factor off as well',
    },
    states: {
      'first-password': 'not logged in yet',
      active: 'in use',
      idle: 'out of use for over 45 days',
      disabled: 'disabled',
    },
    roles: {
      administrator: 'administrator',
      'commune-administrator': 'commune administrator',
      officer: 'officer',
      inspector: 'inspector',
    },
    everywhere: 'everywhere',
    noRole: 'no role',
    unknown: (userName) => `no account has the user name ${userName}: ketnoi user list`,
  },
}
