import { defineConfig, type UserConfig } from 'tsdown'

const config: UserConfig = defineConfig({
  entry: { index: 'src/index.ts', 'testing/index': 'src/testing/index.ts' },
  format: 'esm',
  platform: 'neutral',
  target: 'es2024',
  dts: true,
  // What is documented stands in the declarations; a page that loads the file as it is need not wait for it a second time.
  outputOptions: { comments: { annotation: true, jsdoc: false, legal: true } },
  tsconfig: 'tsconfig.src.json',
})

export default config
