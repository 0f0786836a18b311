import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

const FOLDER = join(import.meta.dirname, '../schema')

type SchemaName = 'plan' | 'units' | 'model' | 'member-lists' | 'decisions' | 'reform' | 'rehearsal'

const compiled = new Map<SchemaName, Promise<ValidateFunction>>()

/** Validates a value against one of the schemas of this folder and answers what is wrong. */
export async function validateAgainst(name: SchemaName, value: unknown): Promise<string[]> {
  const compiling = compiled.get(name) ?? compileSchema(name)
  compiled.set(name, compiling)
  const validate = await compiling
  if (validate(value)) return []
  return (validate.errors ?? []).slice(0, 10).map((error) => `${error.instancePath} ${error.message ?? ''}`)
}

async function compileSchema(name: SchemaName): Promise<ValidateFunction> {
  const schema: unknown = JSON.parse(await readFile(join(FOLDER, `${name}.schema.json`), 'utf8'))
  if (typeof schema !== 'object' || schema === null) throw new Error(`${name} is no schema`)
  return new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema)
}
