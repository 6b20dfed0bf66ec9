//! The analysis CRS in the words other programs read: ESRI's WKT, for `.prj` files.

use proj::Proj;
use proj::wkt::WktVersion;

use crate::crs::{AnalysisCrs, CrsError};

impl AnalysisCrs {
    /// The definition as ESRI WKT on one line, as a `.prj` file holds it.
    ///
    /// # Errors
    /// When PROJ does not know the EPSG number or has no ESRI words for it.
    pub fn esri_wkt(self) -> Result<String, CrsError> {
        let unusable = |error: &dyn std::fmt::Display| CrsError::Unusable {
            crs: self.name(),
            why: format!("it has no ESRI description ({error}); write a .csv instead"),
        };
        let crs = Proj::new(&self.name()).map_err(|error| unusable(&error))?;
        // Without options ESRI's WKT comes on one line; with options the crate's list lacks its
        // end mark.
        crs.as_wkt(Some(WktVersion::Wkt1_Esri), None)
            .map_err(|error| unusable(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grids_we_choose_have_esri_names() {
        let british = AnalysisCrs::BritishNationalGrid.esri_wkt().unwrap();
        assert!(
            british.starts_with("PROJCS[\"British_National_Grid\""),
            "{british}"
        );
        assert!(!british.contains('\n'));
        let utm = AnalysisCrs::Epsg(32_616).esri_wkt().unwrap();
        assert!(utm.starts_with("PROJCS[\"WGS_1984_UTM_Zone_16N\""), "{utm}");
        assert!(AnalysisCrs::Epsg(999_999).esri_wkt().is_err());
    }
}
