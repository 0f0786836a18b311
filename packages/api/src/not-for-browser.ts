// The browser gets the types of this package and none of its code.
export {}
