import { expect, it } from 'vitest'
import { transformer } from './transformer.ts'

it('carries bytes, dates, undefined and maps to the browser and back', () => {
  const value = {
    bytes: new Uint8Array([0, 1, 255]),
    at: new Date('2024-02-01T00:00:00Z'),
    nothing: undefined,
    names: new Map([['a', 'Rơ Châm H’Ƀun']]),
  }
  expect(transformer.deserialize(transformer.serialize(value))).toEqual(value)
})

it('takes no list of a length that lies: two numbers would keep the server busy for good', () => {
  expect(() => transformer.deserialize('[[-7,4294967295]]')).toThrow('holes')
  expect(() => transformer.deserialize('[{"ids":1},[-7,4294967295,0,2],"a"]')).toThrow('holes')
})
