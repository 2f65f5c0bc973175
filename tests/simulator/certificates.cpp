#include "simulator/certificates.hpp"

#include <cstdint>
#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace simulator {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Certificate = std::unique_ptr<X509, Free>;

void check(bool good, const char* what) {
  if (!good) throw std::runtime_error(std::string("OpenSSL cannot ") + what);
}

Key made_key() {
  Key key(EVP_EC_gen("P-256"));
  check(key != nullptr, "make a key");
  return key;
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Free> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  check(extension != nullptr, "make a certificate's extension");
  X509_add_ext(certificate, extension.get(), -1);
}

// Valid from 2010 to 2049, so that a client under a faked clock believes it too.
Certificate blank(EVP_PKEY* key, const char* common_name) {
  Certificate certificate(X509_new());
  check(certificate != nullptr, "make a certificate");
  std::uint64_t serial = 0;
  check(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1, "draw a serial");
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1);
  ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate.get()), "20100101000000Z");
  ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate.get()), "20491231235959Z");
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name), -1, -1, 0);
  return certificate;
}

Certificate made_authority(EVP_PKEY* key) {
  Certificate authority = blank(key, "handlewatch simulator CA");
  X509_set_issuer_name(authority.get(), X509_get_subject_name(authority.get()));
  add_extension(authority.get(), authority.get(), NID_basic_constraints, "critical,CA:TRUE");
  add_extension(authority.get(), authority.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(authority.get(), authority.get(), NID_subject_key_identifier, "hash");
  check(X509_sign(authority.get(), key, EVP_sha256()) > 0, "sign a certificate");
  return authority;
}

Certificate made_leaf(EVP_PKEY* key, const std::string& host, X509* authority,
                      EVP_PKEY* authority_key) {
  Certificate leaf = blank(key, "handlewatch simulator");  // a host may be longer than a CN's 64
  X509_set_issuer_name(leaf.get(), X509_get_subject_name(authority));
  const bool address = host.find_first_not_of("0123456789.") == std::string::npos ||
                       host.find(':') != std::string::npos;
  add_extension(leaf.get(), authority, NID_subject_alt_name, (address ? "IP:" : "DNS:") + host);
  add_extension(leaf.get(), authority, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(leaf.get(), authority, NID_key_usage, "critical,digitalSignature");
  add_extension(leaf.get(), authority, NID_ext_key_usage, "serverAuth");
  add_extension(leaf.get(), authority, NID_authority_key_identifier, "keyid");
  check(X509_sign(leaf.get(), authority_key, EVP_sha256()) > 0, "sign a certificate");
  return leaf;
}

}  // namespace

struct Certificates::Keys {
  Key authority_key = made_key();
  Key leaf_key = made_key();
  Certificate authority = made_authority(authority_key.get());
};

Certificates::Certificates() : keys_(std::make_unique<Keys>()) {}
Certificates::~Certificates() = default;

std::string Certificates::authority_pem() const {
  const std::unique_ptr<BIO, Free> memory(BIO_new(BIO_s_mem()));
  check(memory && PEM_write_bio_X509(memory.get(), keys_->authority.get()) == 1, "write PEM");
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

boost::asio::ssl::context& Certificates::context_for(const std::string& host) {
  std::unique_ptr<boost::asio::ssl::context>& context = contexts_[host];
  if (context) return *context;
  const Certificate leaf =
      made_leaf(keys_->leaf_key.get(), host, keys_->authority.get(), keys_->authority_key.get());
  auto fresh = std::make_unique<boost::asio::ssl::context>(boost::asio::ssl::context::tls_server);
  SSL_CTX* native = fresh->native_handle();
  check(SSL_CTX_use_certificate(native, leaf.get()) == 1, "use a certificate");
  check(SSL_CTX_use_PrivateKey(native, keys_->leaf_key.get()) == 1, "use a key");
  context = std::move(fresh);
  return *context;
}

}  // namespace simulator
