import type { Messages } from '../vi/index.ts'

export const problems = {
  title: 'It could not be done',
  several: (count) => `${count} things are not right`,
  other: (code) => `Something is not right (code: ${code}).`,
  where: (place) => `at ${place}`,
  texts: {
    unexpected: () => 'The server met an error. Reload the page to see whether it was saved, then try again.',
    offline: ({ sent = '' }) =>
      sent === ''
        ? 'The server cannot be reached. Check the network and try again.'
        : 'The server has not answered, so it is not known whether it was saved. Check the network and reload the page to see before you do it again.',
    forbidden: () => 'You may not do this here.',
  },
} satisfies Messages['problems']
