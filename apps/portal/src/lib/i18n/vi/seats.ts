export const seats = {
  title: (unit: string) => `Tổ chức và chức vụ – ${unit}`,
  other: 'Chức vụ khác',
  empty: 'Chưa có người',
  earlier: 'Trước đây',
  later: 'Sắp tới',
  handOverFor: (position: string, name: string) => `Bàn giao ${position} của ${name}`,
  endText: 'Chỉ để sửa điều ghi nhầm: chức vụ sẽ bỏ trống. Khi có người thôi giữ, hãy dùng Bàn giao.',
  passedLately: 'Vừa thay người',
  appointAt: (position: string) => `Bổ nhiệm: ${position}`,
}
