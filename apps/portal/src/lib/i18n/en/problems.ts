import type { Messages } from '../vi/index.ts'

export const problems = {
  title: 'It could not be done',
  several: (count) => `${count} things are not right`,
  other: (code) => `Something is not right (code: ${code}).`,
  where: (place) => `at ${place}`,
  texts: {
    unexpected: () => 'The server met an error. Nothing was changed. Try again.',
    offline: () => 'The server cannot be reached. Check the network and try again.',
    forbidden: () => 'You may not do this here.',
  },
} satisfies Messages['problems']
