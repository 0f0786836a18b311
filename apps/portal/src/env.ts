import { defineEnvVars } from '@sveltejs/kit/env'

// What the settings mean and which values are right, @ketnoi/settings says; these are the ones that the application itself reads.
export const variables = defineEnvVars({
  DATABASE_URL: {
    description: 'postgres://… of a real PostgreSQL; without it the embedded database is used',
    schema: (value) => value,
  },
  KETNOI_SECRET: {
    description: 'What sessions are signed and second factors encrypted with; a file in the data folder unless told',
    schema: (value) => value,
  },
  KETNOI_DATA: {
    description: 'Folder of the embedded database, `.data` at the root of the repository unless told',
    schema: (value) => value,
  },
})
