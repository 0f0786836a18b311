import type { Reachability } from '@ketnoi/hierarchy'
import { foldOnce } from './person-name.ts'

const YES = /^(?:x|v|✓|✔|☑|co|yes|y|true|dung|1|roi|dong y|da dong y|co dong y|ok|dai dien|dai dien ho|chu ho)$/u
const NO = /^(?:khong|ko|k|no|n|false|sai|0|chua|chua dong y|khong dong y|tu choi|-|–|☐)$/u

/** Reads a cross or a word for yes and no. `unknown`: it is neither; `null`: the cell is blank. */
export function readFlag(text: string): boolean | 'unknown' | null {
  if (text === '') return null
  const folded = foldOnce(text)
  if (folded === '') return null
  if (YES.test(folded)) return true
  return NO.test(folded) ? false : 'unknown'
}

/** Reads how a person can be reached; `null`: the text does not say. A column asks "smartphone?", a note says what is missing. */
export function readReachability(text: string, asked: boolean): Reachability | null {
  if (text === '') return null
  const folded = foldOnce(text)
  if (folded === '') return null
  if (/(?:khong|ko|chua) (?:co |dung |su dung )?(?:dien thoai|smartphone|zalo|dt)|dien thoai cuc gach/u.test(folded))
    return 'no-smartphone'
  if (/(?:dung|may|dien thoai|sdt) chung|chung may|shared/u.test(folded)) return 'shared-phone'
  if (/tu choi|refused/u.test(folded)) return 'refused'
  if (/(?:da )?(?:roi|ra khoi|thoat) nhom/u.test(folded)) return 'left'
  if (!asked) return null
  const flag = readFlag(text)
  return flag === true ? 'reachable' : flag === false ? 'no-smartphone' : null
}

/** Whether a relation says that the person is the head of the household. Source of `01`: the codes of the census. */
export function isHeadOfHousehold(relation: string): boolean {
  return /^(?:chu ho|ch|chu|ban than chu ho|head|0?1)$/u.test(foldOnce(relation))
}
