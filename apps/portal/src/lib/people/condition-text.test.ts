import { describe, expect, it } from 'vitest'
import { createI18n } from '#lib/i18n/i18n.ts'
import { en } from '#lib/i18n/en/index.ts'
import { vi } from '#lib/i18n/vi/index.ts'
import { conditionText, findingsText, type Names } from './condition-text.ts'

const model = {
  positions: [
    { id: 'village-head', name: { vi: 'Trưởng thôn', en: 'Village head' }, tier: 'village', body: null, aliases: [] },
  ],
  bodies: [],
  purposes: [],
  groupKinds: [],
}
const units = { 'v-1': 'Bôn Trôk', 'v-2': 'Thôn 3' }
const names = (language: 'vi' | 'en'): Names => ({
  i18n: createI18n(language, language === 'vi' ? vi : en),
  model,
  units,
})
const rule = { kind: 'holds-position', positions: ['village-head'], at: { kind: 'here' } } as const

describe('a condition in words', () => {
  it('names the position and the unit', () => {
    const explanation = {
      rule,
      holds: false,
      findings: { wanted: ['v-1'], residences: [], appointments: [] },
      parts: [],
    }
    expect(conditionText(names('vi'), explanation)).toBe('Giữ chức vụ Trưởng thôn tại Bôn Trôk')
    expect(findingsText(names('vi'), explanation)).toBe('Không có ghi nhận nào.')
  })

  it('says what the person does hold where that is something else', () => {
    const explanation = {
      rule,
      holds: false,
      findings: { wanted: ['v-1'], residences: [], appointments: [{ positionId: 'village-head', unitId: 'v-2' }] },
      parts: [],
    }
    expect(findingsText(names('en'), explanation)).toBe('Holds: Village head, Thôn 3')
  })
})
