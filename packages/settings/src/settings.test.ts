import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseLanguage } from './language.ts'
import { repositoryRoot } from './repository-root.ts'
import { SETTINGS } from './setting-table.ts'
import { isLoopback, listSettingProblems, parseDatabase, parseListen, parseServe } from './settings.ts'

describe('parseListen', () => {
  it('listens on 127.0.0.1:5173 unless told', () => {
    const usual = { host: '127.0.0.1', port: 5173, origins: [], trustProxy: false }
    expect(parseListen({})).toEqual(usual)
    expect(parseListen({ HOST: '', PORT: '', ORIGIN: '', TRUST_PROXY: '' })).toEqual(usual)
    expect(parseListen({ HOST: '::1', PORT: '0', TRUST_PROXY: '1' })).toMatchObject({
      host: '::1',
      port: 0,
      trustProxy: true,
    })
  })

  it.each(['0.0.0.0', '::', '192.168.1.5', 'example.org', '127.0.0.1.example.org'])(
    'takes HOST=%s only with the address that people open',
    (host) => {
      expect(() => parseListen({ HOST: host })).toThrow(`HOST=${host} lets other machines in`)
      const { origins } = parseListen({ HOST: host, ORIGIN: 'https://ketnoi.example.vn, http://192.168.1.5:5173/' })
      expect(origins.map(({ origin }) => origin)).toEqual(['https://ketnoi.example.vn', 'http://192.168.1.5:5173'])
    },
  )

  it.each(['ketnoi.example.vn', 'https://ketnoi.example.vn/portal', 'ftp://ketnoi.example.vn', '*'])(
    'refuses ORIGIN=%s',
    (ORIGIN) => {
      expect(() => parseListen({ ORIGIN })).toThrow(`ORIGIN=${ORIGIN} is no address of a site`)
    },
  )

  it.each(['65536', '-1', '80a', '1e3', '123456'])('refuses PORT=%s', (port) => {
    expect(() => parseListen({ PORT: port })).toThrow(`PORT=${port} is no port`)
  })
})

describe('parseDatabase', () => {
  it('is the embedded one below the root unless told', () => {
    expect(parseDatabase({}, '/ketnoi')).toEqual({ kind: 'pglite', folder: '/ketnoi/.data' })
    expect(parseDatabase({ KETNOI_DATA: 'else' }, '/ketnoi')).toEqual({ kind: 'pglite', folder: '/ketnoi/else' })
    expect(parseDatabase({ KETNOI_DATA: '/srv/data' }, '/ketnoi')).toEqual({ kind: 'pglite', folder: '/srv/data' })
  })

  it('is the one of DATABASE_URL when that is set', () => {
    const url = 'postgresql://u:p@db:5433/ketnoi'
    expect(parseDatabase({ DATABASE_URL: url, KETNOI_DATA: 'else' }, '/')).toEqual({
      kind: 'postgres',
      folder: '/else',
      url,
    })
  })

  it.each(['mysql://db/x', 'ketnoi', 'postgres://', 'postgres:/x', 'localhost:5432'])('refuses %s', (url) => {
    expect(() => parseDatabase({ DATABASE_URL: url }, '/')).toThrow('DATABASE_URL is no address of a PostgreSQL')
  })

  it('never repeats the address, which may hold a password', () => {
    expect(() => parseDatabase({ DATABASE_URL: 'mysql://u:secret@db/x' }, '/')).toThrow(/^(?!.*secret)/)
  })
})

it('isLoopback knows this machine in every spelling', () => {
  for (const host of ['127.0.0.1', '127.8.9.1', '::1', '[::1]', 'localhost', 'LOCALHOST', 'ketnoi.localhost'])
    expect(isLoopback(host), host).toBe(true)
  for (const host of ['10.0.0.1', '::', 'localhost.example.org', '']) expect(isLoopback(host), host).toBe(false)
})

it('repositoryRoot is found from a folder inside', () => {
  expect(repositoryRoot(import.meta.dirname)).toBe(repositoryRoot(process.cwd()))
  expect(repositoryRoot('/')).toBe('/')
})

it('parseLanguage is Vietnamese unless told', () => {
  expect([parseLanguage({}), parseLanguage({ KETNOI_LANG: '' }), parseLanguage({ KETNOI_LANG: 'vi' })]).toEqual(
    Array(3).fill('vi'),
  )
  expect(parseLanguage({ KETNOI_LANG: 'en' })).toBe('en')
  expect(() => parseLanguage({ KETNOI_LANG: 'EN' })).toThrow('KETNOI_LANG=EN is not known')
})

describe('parseServe', () => {
  it('has what is usual', () => {
    expect(parseServe({})).toEqual({ bodySizeLimit: '60M', metricsToken: null, log: null })
    expect(parseServe({ BODY_SIZE_LIMIT: '512K', KETNOI_LOG: 'off' })).toMatchObject({
      bodySizeLimit: '512K',
      log: 'off',
    })
  })
})

it('every bad value is named, with what to write instead', () => {
  const secret = 'too-short'
  const problems = listSettingProblems(
    {
      PORT: '99999',
      HOST: '0.0.0.0',
      TRUST_PROXY: 'maybe',
      DATABASE_URL: `mysql://u:${secret}@db/x`,
      KETNOI_SECRET: secret,
      BODY_SIZE_LIMIT: 'much',
      KETNOI_METRICS_TOKEN: secret,
      KETNOI_LOG: 'everything',
      KETNOI_LANG: 'fr',
    },
    '/ketnoi',
  )
  expect(problems.map(({ en }) => en.split(/[ =]/)[0]).sort()).toEqual([
    'BODY_SIZE_LIMIT',
    'DATABASE_URL',
    'HOST',
    'KETNOI_LANG',
    'KETNOI_LOG',
    'KETNOI_METRICS_TOKEN',
    'KETNOI_SECRET',
    'PORT',
    'TRUST_PROXY',
  ])
  for (const problem of problems) {
    expect(problem.en).toMatch(/(set|write|leave) /)
    expect(problem.vi).toMatch(/: hãy (đặt|viết) /)
    expect(problem.vi.split(/[ =]/)[0]).toBe(problem.en.split(/[ =]/)[0])
    expect(problem.en + problem.vi).not.toContain(secret)
  }
  expect(listSettingProblems({}, '/ketnoi')).toEqual([])
})

it('the README has the table of every setting', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
  const rows = readme
    .split('\n')
    .filter((line) => /^\| `[A-Z_]+`/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  expect(rows).toEqual(SETTINGS.map(({ name, meaning, standard }) => [`\`${name}\``, meaning, standard]))
})
