export type { Environment } from './environment.ts'
export { parseLanguage } from './language.ts'
export { repositoryRoot } from './repository-root.ts'
export {
  beginNextSecret,
  findNextSecret,
  findSecret,
  finishNextSecret,
  keepSecret,
  loadSecret,
  parseNextSecret,
  parseSecret,
  watchSecrets,
} from './secret.ts'
export { SETTINGS, type SettingLine } from './setting-table.ts'
export {
  isLoopback,
  listSettingProblems,
  parseDatabase,
  parseListen,
  parseServe,
  type DatabaseSettings,
  type ListenSettings,
  type LogSetting,
  type ServeSettings,
} from './settings.ts'
export { StartProblem, type Sentence } from './start-problem.ts'
