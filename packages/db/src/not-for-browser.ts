// Empty on purpose: what a browser gets when it imports this package.
export {}
