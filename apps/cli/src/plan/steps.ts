import type { Language } from '@ketnoi/hierarchy'
import type { Output } from '../output.ts'

const TEXTS = {
  vi: {
    units: 'Đang đọc mẫu và đơn vị…',
    rosters: (count: number) => `Đang đọc ${String(count)} tệp danh sách người dân và cán bộ…`,
    lists: (people: number, count: number) =>
      `${String(people)} người. Đang đọc ${String(count)} danh sách thành viên…`,
    compare: 'Đang so sánh từng nhóm…',
    rehearse: 'Đang diễn tập quyết định…',
  },
  en: {
    units: 'Reading the model and the units…',
    rosters: (count: number) => `Reading ${String(count)} files of people and officers…`,
    lists: (people: number, count: number) => `${String(people)} people. Reading ${String(count)} lists of members…`,
    compare: 'Comparing every group…',
    rehearse: 'Rehearsing the decision…',
  },
}

/** Says each step of a long command before it begins; a program that reads JSON through a pipe is told nothing. */
export function sayStepsTo(
  output: Output,
  { lang, json }: { readonly lang: Language; readonly json?: boolean },
): (step: (text: (typeof TEXTS)['en']) => string) => Promise<void> {
  return async (step) => {
    if (output.step !== undefined && (json !== true || output.rewrite !== undefined))
      await output.step(step(TEXTS[lang]))
  }
}
