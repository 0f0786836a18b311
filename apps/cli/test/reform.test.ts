import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  applyReform,
  createDirectory,
  IA_PA_2024,
  orThrow,
  parseModel,
  resolveMembers,
  type Rehearsal,
} from '@ketnoi/hierarchy'
import { createExample } from '@ketnoi/example-ia-pa'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { peopleAfter } from '../src/reform/people-after.ts'
import type { RehearsalDocument } from '../src/reform/rehearsal-document.ts'
import { rehearseFiles } from '../src/reform/rehearse-files.ts'
import { folderWith, run, runJson } from './run.ts'
import { RIGHT_LIST, SMALL } from './small-district.ts'
import { validateAgainst } from './validate.ts'

const DAY = '2025-07-01'
const newUnit = (id: string, tier: string, name: string, parent: string | null): unknown => ({
  id,
  tier,
  kind: tier,
  name: { short: name, full: name },
  parent,
})
const SPLIT = {
  formatVersion: 1,
  id: 'small-2025',
  decision: '1/NQ',
  effectiveOn: DAY,
  newUnits: [newUnit('v3', 'village', 'Thôn Ba', 'c'), newUnit('v4', 'village', 'Thôn Bốn', 'c')],
  operations: [
    { kind: 'split', source: 'v1', targets: [{ unitId: 'v3' }, { unitId: 'v4' }] },
    { kind: 'rename', unitId: 'v2', name: { short: 'Hai Mới', full: 'Buôn Hai Mới' } },
    { kind: 'recode', unitId: 'c', system: 'NSO', code: '24999' },
    { kind: 'change-kind', unitId: 'c', unitKind: 'phường' },
  ],
}
const SPLIT_DECIDED = {
  ...SPLIT,
  operations: [{ ...SPLIT.operations[0], rest: 'v3' }, ...SPLIT.operations.slice(1)],
}

// One test or two in each of both languages; what is refused is asked about in English.
beforeAll(() => {
  vi.stubEnv('KETNOI_LANG', 'en')
})
afterAll(() => {
  vi.unstubAllEnvs()
})

describe('ketnoi reform on a small district', () => {
  let folder: Awaited<ReturnType<typeof folderWith>>
  let base: string[]
  const reform = async (...args: readonly string[]) => run('reform', ...args)
  const rehearseJson = async (...args: readonly string[]): Promise<{ code: number; value: RehearsalDocument }> => {
    const { code, out, err } = await reform('rehearse', ...args, '--json')
    if (code === 1) throw new Error(err)
    const value = JSON.parse(out) as RehearsalDocument // held to the schema in the next line
    expect(await validateAgainst('rehearsal', value)).toEqual([])
    return { code, value }
  }

  beforeAll(async () => {
    folder = await folderWith({
      ...SMALL,
      'split.json': JSON.stringify(SPLIT),
      'decided.json': JSON.stringify(SPLIT_DECIDED),
      'empty/.keep': '',
      'lists/village_v1.csv': RIGHT_LIST,
    })
    base = ['--model', 'ia-pa-2024', '--units', folder.path('units.json')]
  })
  afterAll(() => folder.remove())

  it('tells a unit that ends from the new one of its name, also where only one of them stands', async () => {
    const merged = {
      formatVersion: 1,
      id: 'small-2026',
      decision: '2/NQ',
      effectiveOn: DAY,
      newUnits: [newUnit('v9', 'village', 'Thôn Một', 'c')],
      operations: [{ kind: 'merge', sources: ['v1', 'v2'], target: 'v9' }],
    }
    const files = await folderWith({ 'merged.json': JSON.stringify(merged) })
    const { out } = await reform('rehearse', files.path('merged.json'), ...base, '--lang', 'vi')
    await files.remove()
    expect(out).toContain('Thôn Một (cũ) (v1): nhập → Thôn Một (mới)')
    expect(out).toMatch(/\(v2\): nhập → Thôn Một \(mới\)/u)
    expect(out).toContain('Thôn Một (mới) (v9): thành lập ← Thôn Một (cũ); ')
  })

  it('rehearses: counts first, then what is to be decided; 2 as long as something is', async () => {
    const rosters = ['--roster', folder.path('rosters')]
    const open = await reform('rehearse', folder.path('split.json'), ...base, ...rosters, '--lang', 'en')
    expect(open.code).toBe(2)
    const [head, units, groups] = open.out.split('\n')
    expect(head).toContain('CANNOT be carried out yet')
    expect(units).toBe('  Units: 1 as they are, 2 begins, 1 split, 2 changes')
    expect(groups).toContain('1 goes on as another')
    expect(open.out).toContain('where the household goes ("households", or "rest")')
    expect(open.out).toContain('Nguyễn Văn An')
    expect(open.out).toContain('Thôn Một (v1): split → Thôn Ba (a part); Thôn Bốn (a part)')
    const { code, value } = await rehearseJson(folder.path('split.json'), ...base, ...rosters)
    expect(code).toBe(2)
    expect(value.ready).toBe(false)
    expect(new Set(value.decisions.map((decision) => decision.code))).toEqual(new Set(['household-undecided']))
    const decided = await reform('rehearse', folder.path('decided.json'), ...base, ...rosters, '--lang', 'vi')
    expect(decided.code).toBe(0)
    expect(decided.out).toContain('có thể thực hiện')
  })

  it('knows which groups exist by their lists, and says whose links lead nowhere', async () => {
    const { value } = await rehearseJson(
      ...[folder.path('decided.json'), ...base, '--roster', folder.path('rosters'), '--actual', folder.path('lists')],
    )
    const fates = value.groups.filter(({ realGroupId }) => realGroupId !== null)
    expect(fates.map(({ groupId, fate, becomes, members }) => [groupId, fate, becomes, members])).toEqual([
      ['village:v1', 'survives', 'village:v3', 4],
    ])
    expect(value.deadLinks).toEqual([])
  })

  it('names a person or household of a rehearsal in the document', async () => {
    const rosters = ['--roster', folder.path('rosters')]
    const { value } = await rehearseJson(folder.path('split.json'), ...base, ...rosters)
    const households = value.decisions.flatMap((decision) =>
      decision.code === 'household-undecided' ? [{ householdId: decision.householdId, unitId: 'v4' }] : [],
    )
    const placed = await folderWith({ 'placed.json': JSON.stringify({ ...SPLIT, households }) })
    expect((await rehearseJson(placed.path('placed.json'), ...base, ...rosters)).code).toBe(0)
    await placed.remove()
  })

  it('limits the lines of every part, and says how many more', async () => {
    const { out } = await reform('rehearse', folder.path('decided.json'), ...base, '--limit', '1', '--lang', 'en')
    expect(out).toContain('… and 4 more (all of them with --limit or --json)')
    expect((await reform('rehearse', folder.path('decided.json'), ...base, '--limit', 'x')).err).toContain('number')
  })

  it('applies and undoes names, codes, kinds and splits, and keeps what was added since', async () => {
    const [after, before] = [folder.path('out/after'), folder.path('out/before')]
    const applied = await reform('apply', folder.path('decided.json'), ...base, '--out', after, '--json')
    expect([applied.code, applied.err]).toEqual([0, ''])
    expect(JSON.parse(applied.out)).toMatchObject({ out: after, files: ['units.json', 'model.json', 'record.json'] })
    expect((await readdir(after)).sort()).toEqual(['model.json', 'record.json', 'units.json'])
    const units = JSON.parse(await readFile(join(after, 'units.json'), 'utf8')) as { units: { uid: string }[] } // held to the schema below
    expect(await validateAgainst('units', units)).toEqual([])
    const again = ['--units', join(after, 'units.json'), '--out', folder.path('out/again')]
    for (const model of ['ia-pa-2024', join(after, 'model.json')]) {
      const second = await reform('apply', folder.path('decided.json'), '--model', model, ...again)
      expect([second.code, second.out]).toEqual([1, ''])
      expect(second.err).toContain('applied already')
    }
    const undone = await reform(
      'undo',
      join(after, 'record.json'),
      '--units',
      join(after, 'units.json'),
      '--out',
      before,
    )
    expect([undone.code, undone.err]).toEqual([0, ''])
    expect(undone.out).toContain('Not restored')
    expect(undone.out).toContain('v3')
    const toAgain = ['--units', join(after, 'units.json'), '--out', folder.path('out/said'), '--lang', 'vi']
    const said = await reform('undo', join(after, 'record.json'), ...toAgain)
    expect(said.out).toMatch(/Đã hoàn tác small-2025 \(1\/NQ\): .*\nKhông trả lại được:\n {2}người: /u)
    expect(await readFile(join(before, 'units.json'), 'utf8')).toBe(SMALL['units.json'])
    const twice = await reform(
      'undo',
      join(after, 'record.json'),
      '--units',
      join(before, 'units.json'),
      ...again.slice(2),
    )
    expect(twice.code).toBe(1)
    expect(twice.err).toContain('undone already')
    const noted = {
      units: [
        ...units.units.map((unit) => (unit.uid === 'v2' ? { ...unit, note: 'a well' } : unit)),
        { uid: 'x', kind: 'province', name: 'X', parent_uid: null },
      ],
    }
    const since = await folderWith({ 'units.json': JSON.stringify(noted) })
    const kept = folder.path('out/kept')
    const toKept = ['--units', since.path('units.json'), '--out', kept, '--json']
    const { out: printed } = await reform('undo', join(after, 'record.json'), ...toKept)
    expect(JSON.parse(printed)).toMatchObject({
      out: kept,
      files: ['units.json', 'model.json'],
      unitsRemoved: ['v3', 'v4'],
    })
    const text = await readFile(join(kept, 'units.json'), 'utf8')
    expect(text).toContain('a well')
    expect(text).toContain('"uid":"x"')
    expect(text).not.toContain('Hai Mới')
    await since.remove()
  })

  it('does not undo what was changed since, and says which', async () => {
    const after = folder.path('out/changed')
    await reform('apply', folder.path('decided.json'), ...base, '--out', after)
    const text = await readFile(join(after, 'units.json'), 'utf8')
    const since = await folderWith({ 'units.json': text.replaceAll('Thôn Ba', 'Thôn Ba Mươi') })
    const out = folder.path('out/undone')
    const undone = await reform('undo', join(after, 'record.json'), '--units', since.path('units.json'), '--out', out)
    expect(undone.code).toBe(1)
    expect(undone.err).toContain('v3: unit v3 was changed after the reform [unit-changed-since]')
    const toOut = ['--units', since.path('units.json'), '--out', out, '--lang', 'vi']
    const said = await reform('undo', join(after, 'record.json'), ...toOut)
    expect(said.err).toContain('v3: đơn vị “v3” đã được sửa sau đó [unit-changed-since]')
    await expect(readdir(out)).rejects.toThrow()
    await since.remove()
  })

  it('refuses with a reason and what to do, and writes nothing', async () => {
    const wrong = async (
      parts: Readonly<Record<string, unknown>>,
      command = 'rehearse',
      ...more: readonly string[]
    ) => {
      const other = await folderWith({ 'reform.json': JSON.stringify({ ...SPLIT_DECIDED, ...parts }) })
      const { code, out, err } = await reform(command, other.path('reform.json'), ...base, ...more)
      await other.remove()
      expect([code, out]).toEqual([1, ''])
      return err
    }
    expect(await wrong({ effectiveOn: '2025-02-30' })).toMatch(
      /effectiveOn: .*write the day as YYYY-MM-DD.*\[day-invalid\]/u,
    )
    const unknown = await wrong({ operations: [{ kind: 'end', unitId: 'v9' }], newUnits: [] })
    expect(unknown).toContain('operations.0.unitId: there is no unit v9: check the id against --units')
    expect(unknown).toContain('[unit-unknown]')
    const inVietnamese = await wrong(
      { operations: [{ kind: 'end', unitId: 'v9' }], newUnits: [] },
      'rehearse',
      '--lang',
      'vi',
    )
    expect(inVietnamese).toContain('operations.0.unitId: không có đơn vị “v9”: hãy so mã với --units')
    expect(await wrong({}, 'rehearse', '--as-of', DAY)).toContain('2025-06-30 at the latest')
    expect(await wrong({}, 'rehearse', '--as-of', 'today')).toContain('YYYY-MM-DD')
    expect(await wrong({}, 'rehearse', '--roster', folder.path('empty'))).toContain('in this folder')
    expect(await wrong({}, 'apply')).toContain('--out')
    expect(await wrong({}, 'apply', '--out', folder.path('rosters'))).toContain(
      'is not empty and nothing is overwritten',
    )
    expect(await wrong({}, 'apply', '--out', folder.path('units.json'))).toContain('is a file')
    const open = ['apply', '--roster', folder.path('rosters'), '--out', folder.path('out/open')] as const
    expect(await wrong(SPLIT, ...open)).toContain('decisions come first')
    await expect(readdir(folder.path('out/open'))).rejects.toThrow()
    const noRecord = await reform('undo', folder.path('split.json'), '--units', folder.path('units.json'), '--out', 'x')
    expect(noRecord.err).toContain('is no record of a reform')
    expect((await reform('rehearse', folder.path('nothing.json'), ...base)).err).toContain('there is no such file')
  })
})

describe('ketnoi reform on the Ia Pa example', () => {
  let folder: Awaited<ReturnType<typeof folderWith>>
  let base: string[]
  const document = (): string => folder.path('reform-2025.json')

  beforeAll(async () => {
    const { files } = await createExample({ seed: 11, people: 3_000 })
    folder = await folderWith(Object.fromEntries(files.map((file) => [file.path, file.bytes])))
    base = ['--model', 'ia-pa-2024', '--units', folder.path('units.json')]
  }, 60_000)
  afterAll(() => folder.remove())

  it('leads to the real units, and back byte for byte', async () => {
    const [after, before] = [folder.path('after'), folder.path('before')]
    const rehearsed = await run('reform', 'rehearse', document(), ...base, '--json')
    expect(rehearsed.code).toBe(0)
    expect((JSON.parse(rehearsed.out) as Rehearsal).counts.units).toMatchObject({ created: 4, merged: 11, ended: 1 })
    expect((await run('reform', 'apply', document(), ...base, '--out', after)).code).toBe(0)
    const listed = async (units: string, model: string) => {
      const { plan } = await runJson('--model', model, '--units', units, '--as-of', DAY)
      return plan.groups.map(({ id, name }) => [id, name])
    }
    expect(await listed(join(after, 'units.json'), join(after, 'model.json'))).toEqual(
      await listed(folder.path('units-2025.json'), 'gia-lai-2025'),
    )
    const undo = ['undo', join(after, 'record.json'), '--units', join(after, 'units.json'), '--out', before]
    expect((await run('reform', ...undo)).code).toBe(0)
    expect(await readFile(join(before, 'units.json'), 'utf8')).toBe(await readFile(folder.path('units.json'), 'utf8'))
    const model = orThrow(parseModel(JSON.parse(await readFile(join(before, 'model.json'), 'utf8'))))
    expect(model).toEqual(IA_PA_2024)
  }, 60_000)

  it('writes rosters from which the same people come into the same groups', async () => {
    const rosters = ['--roster', folder.path('rosters'), '--convert', 'tcvn3,mojibake']
    const after = folder.path('with-people')
    expect((await run('reform', 'apply', document(), ...base, ...rosters, '--out', after)).code).toBe(0)
    const read = await rehearseFiles(document(), {
      model: 'ia-pa-2024',
      units: [folder.path('units.json')],
      roster: [folder.path('rosters')],
      actual: [],
      convert: 'tcvn3,mojibake',
      lang: 'en',
    })
    const world = { model: read.model, tree: read.tree }
    const { model, tree } = orThrow(applyReform(read.reform, world))
    const people = peopleAfter(read.reform, world, read.people)
    const wanted = resolveMembers(createDirectory({ model, units: tree, asOf: DAY, people }))
    const { plan } = await runJson(
      ...['--model', join(after, 'model.json'), '--units', join(after, 'units.json')],
      ...['--roster', join(after, 'rosters'), '--as-of', DAY],
    )
    expect(plan.questions).toEqual([])
    expect(plan.issues.filter(({ severity }) => severity === 'refused')).toEqual([])
    expect(plan.groups.map(({ id, desired }) => [id, desired])).toEqual(
      plan.groups.map(({ id }) => [id, wanted.groups.get(id)?.persons.length]),
    )
  }, 60_000)
})
