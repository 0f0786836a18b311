import type { Language } from '@ketnoi/hierarchy'

interface SecretTexts {
  readonly summary: string
  readonly description: string
  readonly json: string
  readonly noSecret: (folder: string) => string
  readonly nextMissing: string
  readonly replaced: (services: number, secondFactors: number) => string
  readonly unreadable: (count: number) => string
  readonly setNow: string
  readonly afterwards: string
}

/** What the command about the secret says. */
export const SECRET_TEXTS: Readonly<Record<Language, SecretTexts>> = {
  vi: {
    summary: 'khóa bí mật dùng để niêm phong khóa của các dịch vụ và xác thực hai bước',
    description:
      'Tạo khóa bí mật mới và niêm phong lại mọi thứ bằng khóa đó; từ lúc ấy khóa cũ bị từ chối, và mọi người phải đăng nhập lại. ' +
      'Trên PostgreSQL cổng cứ chạy nếu khóa là một tệp; nếu không thì dừng cổng trước. Bị ngắt giữa chừng thì chạy lại.',
    json: 'in những gì đã niêm phong lại, dạng JSON',
    noSecret: (folder) => `chưa có khóa bí mật trong ${folder}: cổng tạo khóa ở lần chạy đầu tiên`,
    nextMissing:
      'đang đặt KETNOI_SECRET nên khóa bí mật không nằm trong tệp nào: hãy dừng mọi cổng, đặt KETNOI_SECRET_NEXT là khóa mới ' +
      '(openssl rand -base64 33) rồi chạy lại lệnh này; sau đó đặt KETNOI_SECRET là khóa ấy và khởi động cổng.',
    replaced: (services, secondFactors) =>
      `Đã thay khóa bí mật: ${String(services)} kết nối dịch vụ và ${String(secondFactors)} xác thực hai bước được niêm phong bằng khóa mới.`,
    unreadable: (count) =>
      `${String(count)} mục mở bằng khóa cũ cũng không được, và vẫn không dùng được: hãy thiết lập lại.`,
    setNow:
      'Bây giờ hãy đặt KETNOI_SECRET là khóa mới, bỏ KETNOI_SECRET_NEXT, rồi khởi động cổng: cổng từ chối khóa cũ.',
    afterwards: 'Mọi người phải đăng nhập lại. Hãy sao lưu: các bản sao lưu trước giữ khóa cũ.',
  },
  en: {
    summary: 'the secret that keys of services and second factors are sealed with',
    description:
      'Makes a new secret and seals everything with it; the old one is refused from then on, and everybody logs in anew. On ' +
      'PostgreSQL the portal goes on where the secret is a file; otherwise stop it first. Killed half-way: run it again.',
    json: 'print what was sealed anew as JSON',
    noSecret: (folder) => `there is no secret in ${folder} yet: the first start of the portal makes one`,
    nextMissing:
      'KETNOI_SECRET is set, so that no file holds the secret: stop every portal, set KETNOI_SECRET_NEXT to the new one ' +
      '(openssl rand -base64 33) and run this again; then set KETNOI_SECRET to it and start.',
    replaced: (services, secondFactors) =>
      `The secret is another one: ${String(services)} connections and ${String(secondFactors)} second factors are sealed with it.`,
    unreadable: (count) =>
      `${String(count)} could not be opened with the old one either, and stay of no use: set them up anew.`,
    setNow:
      'Now set KETNOI_SECRET to the new one, unset KETNOI_SECRET_NEXT, and start the portal: it refuses the old one.',
    afterwards: 'Everybody logs in anew. Make a backup: the older ones hold the old secret.',
  },
}
