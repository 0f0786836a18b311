import type { Purpose } from '@ketnoi/hierarchy'

/** Who answers for the data, as a notice names it. */
export interface Controller {
  readonly name: string
  readonly contact: string
}

/** Until somebody says who it is. */
export const UNNAMED_CONTROLLER: Readonly<Record<'vi' | 'en', Controller>> = {
  vi: { name: 'Công an xã nơi ông/bà cư trú', contact: 'trụ sở Công an xã' },
  en: { name: 'the commune police where you live', contact: 'the office of the commune police' },
}

/**
 * The text to begin with, for administrators to adapt. It says what the law asks of a notice: which data and whether they are
 * sensitive, what for, who answers for them, who sees them, for how long, which rights there are and how consent is taken back.
 * Source: Law 91/2025/QH15 on the protection of personal data, articles 4 and 9; Decree 356/2025/NĐ-CP, articles 5 and 6.
 */
export function firstNotice(purpose: Purpose, language: 'vi' | 'en', controller: Controller): string {
  const name = purpose.name[language]
  return language === 'vi'
    ? `THÔNG BÁO VỀ VIỆC XỬ LÝ DỮ LIỆU CÁ NHÂN

Mục đích: ${name}. Chúng tôi dùng dữ liệu để mời ông/bà vào nhóm nhắn tin của thôn và giữ đúng danh sách thành viên; qua nhóm, ông/bà nhận tin về pháp luật, cảnh báo lừa đảo, an ninh trật tự và thủ tục hành chính.

Dữ liệu: họ tên, số điện thoại, thôn/làng nơi ở, hộ gia đình, đã đủ 18 tuổi hay chưa, và việc ông/bà có đồng ý hay không. Đây là dữ liệu cá nhân cơ bản; chúng tôi không hỏi và không lưu dữ liệu nhạy cảm. Chúng tôi không đọc và không lưu nội dung tin nhắn.

Ai chịu trách nhiệm: ${controller.name}. Liên hệ: ${controller.contact}.

Ai được xem: cán bộ được giao phụ trách địa bàn; số điện thoại được che và mỗi lần xem đều được ghi lại. Thành viên cùng nhóm có thể thấy tên tài khoản của ông/bà trong ứng dụng nhắn tin. Dữ liệu không được bán hay chuyển cho bên khác.

Lưu bao lâu: cho đến khi ông/bà rút lại sự đồng ý hoặc không còn ở thôn; bằng chứng về sự đồng ý được giữ thêm theo quy định.

Quyền của ông/bà: được biết, xem, sửa, xóa dữ liệu của mình, hạn chế hoặc phản đối việc xử lý, khiếu nại, và RÚT LẠI SỰ ĐỒNG Ý bất cứ lúc nào. Cách rút lại: nói với cán bộ phụ trách, liên hệ địa chỉ trên, hoặc dùng trang riêng của ông/bà. Việc rút lại không ảnh hưởng đến những gì đã làm trước đó.

Đồng ý là tự nguyện. Không trả lời không có nghĩa là đồng ý; không đồng ý không ảnh hưởng đến quyền lợi nào khác của ông/bà.`
    : `NOTICE ON THE PROCESSING OF PERSONAL DATA

Purpose: ${name}. We use the data to invite you to the messaging group of your village and to keep its list of members right; through the group you receive legal information, warnings about fraud, news on public security and help with administrative procedures.

Data: name, phone number, village, household, whether you are 18 or older, and whether you agree. These are basic personal data; we neither ask for nor keep sensitive data. We neither read nor keep what people write.

Who answers for it: ${controller.name}. Contact: ${controller.contact}.

Who sees it: the officers in charge of the area; phone numbers are masked, and every look at one is recorded. Members of the same group may see the name of your account in the messaging app. The data are not sold or passed on.

For how long: until you withdraw consent or no longer live in the village; the proof of consent is kept longer, as the law asks.

Your rights: to know, see, correct and delete your data, to restrict or object to the processing, to complain, and to WITHDRAW CONSENT at any time. How to withdraw: tell the officer in charge, use the contact above, or your private page. Withdrawal does not affect what was done before.

Consent is voluntary. Silence is not consent; not agreeing affects no other right of yours.`
}
