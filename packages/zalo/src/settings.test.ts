import { describe, expect, test } from 'vitest'
import { parseZaloSettings } from './parse-settings.ts'
import { createZaloSettings, DEFAULT_ZALO_SETTINGS } from './settings.ts'

describe('settings', () => {
  test('what is changed is changed, and tables are added to', () => {
    const full = { code: 'group-full', action: 'check-input', retry: false, effect: 'none', scope: 'group' } as const
    const settings = createZaloSettings({ pageSize: 20, errors: { '-9': full }, groupSettings: { joinByLink: false } })
    expect(settings.pageSize).toBe(20)
    expect(settings.errors['-9']).toEqual(full)
    expect(settings.errors['-32']).toEqual(DEFAULT_ZALO_SETTINGS.errors['-32'])
    expect(settings.groupSettings).toEqual({ ...DEFAULT_ZALO_SETTINGS.groupSettings, joinByLink: false })
  })

  test('the values they stand at are settings themselves', () => {
    expect(parseZaloSettings(JSON.parse(JSON.stringify(DEFAULT_ZALO_SETTINGS)))).toMatchObject({ ok: true })
  })

  test.each([
    [{ pageSise: 20 }, 'unknown-setting'],
    [{ constructor: 1 }, 'unknown-setting'],
    [{ pageSize: '20' }, 'wrong-setting'],
    [{ pageSize: -1 }, 'wrong-setting'],
    [{ inviteEffect: 'perhaps' }, 'wrong-setting'],
    [{ roles: { boss: 'king' } }, 'wrong-setting'],
    [{ eventNames: { user_vanished: 'gone' } }, 'wrong-setting'],
    [{ quotaTypes: [1] }, 'wrong-setting'],
    [{ paths: { elsewhere: '/x' } }, 'wrong-setting'],
    [{ errors: { '-9': { code: 'refused' } } }, 'wrong-setting'],
    [{ bindingCode: '(' }, 'wrong-setting'],
    [[], 'wrong-setting'],
    [null, 'wrong-setting'],
  ])('%j is refused', (value, code) => {
    expect(parseZaloSettings(value)).toMatchObject({ ok: false, issues: [{ code }] })
  })
})
