/** What people type, as they type it. */
export const QUERIES: readonly string[] = [
  // A part of a name of the highlands, without its marks and its apostrophe, with them, and with wrong ones.
  ...['h nhuon', "H' Nhươn", 'h’nhuon', 'ro cham', 'Rơ Châm', 'rố châm', 'ksor h bia', 'siu blo', 'kpa klu', 'djuang'],
  // The commonest names, and names that hundreds bear.
  ...['nguyen', 'nguyễn văn', 'nguyen van a', 'nguyen van an', 'Nguyễn Thị Hà', 'van', 'thi', 'an', 'van a', 'thi lan'],
  // The first letters, while somebody is typing.
  ...['ng', 'th', 'ro', 'h', 'nhu', 'thuy d'],
  // Words in another order, parts from within words, two names at once, a name that nobody bears.
  ...['an nguyen', 'uon', 'uong', 'guye', 'tuyet siu', 'thu siu', 'tlo van', 'pham mlo tlo', 'khong co ai', 'wihh'],
  // A phone in full, as it is stored and as it is written; its beginning, its end, hardly anything of it.
  ...['0900123456', '+84900123456', '090 012 3456', '0900', '090012', '0123456', '3456', '456', '0901200'],
]
