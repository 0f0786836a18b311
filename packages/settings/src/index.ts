export type { Environment } from './environment.ts'
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
export { StartProblem } from './start-problem.ts'
