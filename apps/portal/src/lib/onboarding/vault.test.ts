import { describe, expect, it } from 'vitest'
import { createVault, openVault, relockVault, ROUNDS, seal, unseal } from './vault.ts'

// The rounds are what makes guessing slow; here they would make the tests slow.
const FEW = 1_000

describe('what a device keeps', () => {
  it('opens with the password alone, however its letters are composed', async () => {
    const { vault, key } = await createVault({ password: 'mật khẩu của tôi', secret: null }, FEW)
    const sealed = await seal(key, 'record 1', { name: 'Rơ Châm Bình' })
    expect(await openVault(vault, 'mật khẩu của ai')).toBeNull()
    const opened = await openVault(vault, 'mật khẩu của tôi'.normalize('NFD'))
    if (opened === null) throw new Error('it opens')
    expect(await unseal(opened, 'record 1', sealed)).toEqual({ name: 'Rơ Châm Bình' })
  })

  it('opens with a new password after the server has told its secret, or with the old one, and no more with that', async () => {
    const { vault, key } = await createVault({ password: 'cũ', secret: 'của máy chủ' }, FEW)
    const sealed = await seal(key, 'record 1', 'một')
    const locks = { password: 'mới', secret: 'của máy chủ' }
    expect(await relockVault(vault, { secret: 'của ai' }, locks, FEW)).toBeNull()
    expect(await relockVault(vault, { password: 'của ai' }, locks, FEW)).toBeNull()
    for (const opener of [{ secret: 'của máy chủ' }, { password: 'cũ' }]) {
      const relocked = await relockVault(vault, opener, locks, FEW)
      if (relocked === null) throw new Error('it opens')
      expect(await unseal(relocked.key, 'record 1', sealed)).toBe('một')
      expect(await openVault(relocked.vault, 'cũ')).toBeNull()
      expect(await openVault(relocked.vault, 'mới')).not.toBeNull()
      await expect(crypto.subtle.exportKey('raw', relocked.key)).rejects.toThrow()
      // And once more on the day of the next password.
      expect(await relockVault(relocked.vault, { secret: 'của máy chủ' }, locks, FEW)).not.toBeNull()
    }
    const { spare: _, ...older } = vault
    expect(await relockVault(older, { secret: 'của máy chủ' }, locks, FEW)).toBeNull()
  })

  it('holds nothing that can be read', async () => {
    const { vault, key } = await createVault({ password: 'mật khẩu', secret: null }, FEW)
    const sealed = await seal(key, 'record 1', { name: 'Rơ Châm Bình', phone: '0912345678' })
    const bytes = [sealed.data, sealed.iv.buffer, vault.wrapped, vault.salt.buffer].map((part) =>
      Buffer.from(part).toString('latin1'),
    )
    expect(bytes.join('')).not.toContain('0912345678')
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
  })

  it('tells when something was changed, or put in the place of something else', async () => {
    const { key } = await createVault({ password: 'mật khẩu', secret: null }, FEW)
    const sealed = await seal(key, 'record 1', 'một')
    await expect(unseal(key, 'record 2', sealed)).rejects.toThrow()
    const data = sealed.data.slice(0)
    new Uint8Array(data).set([0], 3)
    new Uint8Array(data).set([1], 4)
    await expect(unseal(key, 'record 1', { iv: sealed.iv, data })).rejects.toThrow()
    expect((await seal(key, 'record 1', 'một')).iv).not.toEqual(sealed.iv)
  })

  it('takes as many rounds as OWASP asks for', () => {
    expect(ROUNDS).toBeGreaterThanOrEqual(600_000)
  })
})
