import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'

const FOLDER = join(import.meta.dirname, '../schema')

/** Validates a value against one of the schemas of this folder and answers what is wrong. */
export async function validateAgainst(
  name: 'plan' | 'units' | 'model' | 'member-lists' | 'decisions',
  value: unknown,
): Promise<string[]> {
  const schema: unknown = JSON.parse(await readFile(join(FOLDER, `${name}.schema.json`), 'utf8'))
  if (typeof schema !== 'object' || schema === null) throw new Error(`${name} is no schema`)
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true })
  const validate = ajv.compile(schema)
  if (validate(value)) return []
  return (validate.errors ?? []).slice(0, 10).map((error) => `${error.instancePath} ${error.message ?? ''}`)
}
