/** The settings as they are given: the environment of the process. */
export type Environment = Readonly<Record<string, string | undefined>>
