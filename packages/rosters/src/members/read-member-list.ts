import type { Result } from '@ketnoi/hierarchy'
import type { Workbook } from '../workbook/workbook.ts'
import type { MemberList } from './member-list.ts'

/** Reads a list of members from a file. Fails with `member-list-empty`. */
export function readMemberList(workbook: Workbook): Result<MemberList> {
  throw new Error(`not built ${workbook.fileName}`)
}

/** Reads display names pasted from a messaging program, one a line, without the words of its screen. Fails with `member-list-empty`. */
export function parsePastedMembers(text: string): Result<MemberList> {
  throw new Error(`not built ${text.length}`)
}
