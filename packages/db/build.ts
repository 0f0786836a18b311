import { buildTemplate } from './src/template.ts'

await buildTemplate()
