// A certificate that signs itself, for 127.0.0.1 alone, with its key; and the file by which a
// client comes to trust it.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include <unistd.h>

#include <boost/asio/ssl.hpp>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace tests {

class TestCertificate {
 public:
  TestCertificate()
      : file_(std::filesystem::temp_directory_path() /
              ("handlewatch-tls-" + std::to_string(getpid()) + ".pem")),
        key_(EVP_EC_gen("P-256")),
        certificate_(self_signed(key_.get(), "IP:127.0.0.1")) {
    std::FILE* out = std::fopen(file_.c_str(), "w");
    PEM_write_X509(out, certificate_.get());
    std::fclose(out);
  }
  ~TestCertificate() { std::filesystem::remove(file_); }
  TestCertificate(const TestCertificate&) = delete;
  TestCertificate& operator=(const TestCertificate&) = delete;

  void use_in(boost::asio::ssl::context& context) const {
    SSL_CTX_use_certificate(context.native_handle(), certificate_.get());
    SSL_CTX_use_PrivateKey(context.native_handle(), key_.get());
  }
  std::string file() const { return file_.string(); }

 private:
  template <class Type, void (*Free)(Type*)>
  struct Freeing {
    void operator()(Type* object) const { Free(object); }
  };
  using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY, EVP_PKEY_free>>;
  using Certificate = std::unique_ptr<X509, Freeing<X509, X509_free>>;

  static Certificate self_signed(EVP_PKEY* key, const char* alternative_names) {
    Certificate certificate(X509_new());
    X509* x509 = certificate.get();
    X509_set_version(x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_set_pubkey(x509, key);
    X509_NAME* name = X509_get_subject_name(x509);
    const auto* common = reinterpret_cast<const unsigned char*>("handlewatch test");
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common, -1, -1, 0);
    X509_set_issuer_name(x509, name);
    X509_EXTENSION* extension =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternative_names);
    X509_add_ext(x509, extension, -1);
    X509_EXTENSION_free(extension);
    X509_sign(x509, key, EVP_sha256());
    return certificate;
  }

  std::filesystem::path file_;
  Key key_;
  Certificate certificate_;
};

}  // namespace tests
